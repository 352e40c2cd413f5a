import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { REGISTER, ROOT } from '../../support/run-program.js';
import { tableOf } from '../../support/testing/doc-tables.js';

const PAGE = 'docs/configuration.md';
const FIXTURES = join(ROOT, 'test/fixtures');
const namesIn = (table: string): string[] =>
  tableOf(PAGE, table).map(({ variable = '' }) => variable.replaceAll('`', ''));

/** Every `OTEL_*` and `TRACEBRIDGE_*` variable that a preloaded app asks its environment for, by whichever package. */
async function variablesRead(env: Record<string, string>): Promise<string[]> {
  const app = fork(join(FIXTURES, 'standard/app.cjs'), {
    execArgv: ['--require', join(FIXTURES, 'configuration/record-reads.cjs'), '--require', REGISTER],
    // A closed port: what is read is what counts here.
    env: { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', ...env },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [names] = (await once(app, 'message')) as [string[]];
  return names.filter((name) => /^(OTEL|TRACEBRIDGE)_/.test(name)).sort();
}

test('what is documented is read, and what is read is documented', async () => {
  const perSignal = namesIn('otlp-variables').flatMap((name) =>
    ['', 'TRACES_', 'METRICS_', 'LOGS_'].map((signal) => name.replace(/(?<=^OTEL_EXPORTER_OTLP_)/, signal)),
  );
  const documented = [...namesIn('variables'), ...namesIn('otel-variables'), ...perSignal];
  // The argument is asked for only where the sampler takes one.
  expect(await variablesRead({ OTEL_TRACES_SAMPLER: 'traceidratio' })).toEqual(documented.sort());
});
