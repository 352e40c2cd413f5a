import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../support/backends/binaries.js';
import { Collector } from '../support/backends/collector.js';
import { plainAttributes } from '../support/backends/otlp-json.js';
import { range, tally } from '../support/numbered.js';

jest.setTimeout(90_000);

test('a Collector that is killed, away for seconds and back gets every log of a process that goes on logging', async () => {
  await using collector = await Collector.start({
    env: { LOGS_EXPORTERS: '[file]', METRICS_EXPORTERS: '[file]' },
  });
  const app = fork(join(ROOT, 'test/fixtures/log-on-message.js'), {
    execArgv: ['--require', join(ROOT, 'dist/register.js')],
    env: { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  app.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  await once(app, 'message');
  const log = async (from: number, to: number) => {
    app.send({ from, to });
    await once(app, 'message');
  };
  const numbers = async () => {
    const { logs } = await collector.file.read();
    return logs.map(({ attributes }) => Number(plainAttributes(attributes).number));
  };

  await log(1, 1_000);
  await collector.file.when('the first records', ({ logs }) => logs.length >= 1_000);
  await collector.kill();
  // Time is what is tested: the exporter meets the closed port again and again.
  for (const round of range(1, 5)) {
    await log(round * 1_000 + 1, round * 1_000 + 1_000);
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  await collector.revive();
  await log(6_001, 7_000);

  await collector.file.when('all records', ({ logs }) => logs.length >= 7_000, 60_000);
  const closed = once(app, 'close');
  app.send('end');
  expect(await closed).toEqual([0, null]);
  expect(tally(range(1, 7_000), await numbers())).toEqual({ missing: [], unexpected: [], duplicates: 0 });
  expect(stderr).toMatch(/cannot deliver to .*ECONNREFUSED[\s\S]*works again after/);
});
