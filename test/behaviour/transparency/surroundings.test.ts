import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';

const FIXTURE = join(ROOT, 'test/fixtures/transparency/surroundings.cjs');
const NOTHING_SENT = {
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};

test('globals that an app copies, and the shapes of functions, are what they are without the bridge', async () => {
  const plain = await runProgram([FIXTURE]);
  expect(plain).toMatchObject({ status: 0, stderr: '' });
  const preloaded = await runProgram(['--require', REGISTER, FIXTURE], NOTHING_SENT);
  expect(preloaded).toMatchObject({ status: 0, stderr: '' });
  expect(preloaded.lines).toEqual(plain.lines);
});

test('of a dependency that is not installed nothing is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracebridge-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { hono: '4' } }));
  writeFileSync(join(folder, 'app.cjs'), 'console.log("{}")');
  const run = await runProgram(['--require', REGISTER, join(folder, 'app.cjs')], NOTHING_SENT);
  expect(run).toMatchObject({ status: 0, stdout: '{}\n', stderr: '' });
});
