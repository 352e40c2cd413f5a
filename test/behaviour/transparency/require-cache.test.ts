import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';

const FIXTURE = join(ROOT, 'test/fixtures/transparency/require-cache.cjs');
const NOTHING_SENT = {
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};

test("require.cache is the app's: stubs, replaced modules and reloads count as without the preload", async () => {
  const plain = await runProgram([FIXTURE]);
  expect(plain).toMatchObject({ status: 0, stderr: '' });
  expect(plain.lines[0]).toMatchObject({ replacedExports: 'stub', fs: [true, null], marks: [] });
  const preloaded = await runProgram(['--require', REGISTER, FIXTURE], NOTHING_SENT);
  expect(preloaded).toMatchObject({ status: 0, stderr: '' });
  expect(preloaded.lines).toEqual(plain.lines);
});

test('an app that watches fs sees its own files read by Node.js alone', async () => {
  const app = join(ROOT, 'test/fixtures/transparency/watched-files.cjs');
  const plain = await runProgram([app]);
  expect(plain).toMatchObject({ status: 0, stderr: '' });
  const preloaded = await runProgram(['--require', REGISTER, app], NOTHING_SENT);
  expect(preloaded).toMatchObject({ status: 0, stderr: '' });
  expect(preloaded.lines).toEqual(plain.lines);
});

test('an app that takes the iterator of arrays away requires, and ends with its own status', async () => {
  const app =
    "delete Array.prototype[Symbol.iterator]; require('node:fs').writeSync(1, '{}'); process.exitCode = 3;";
  const plain = await runProgram(['-e', app]);
  expect(plain).toMatchObject({ status: 3, stdout: '{}' });
  const preloaded = await runProgram(['--require', REGISTER, '-e', app], NOTHING_SENT);
  expect(preloaded).toMatchObject({ status: 3, stdout: '{}' });
});
