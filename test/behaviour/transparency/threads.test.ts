import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const FIXTURE = join(ROOT, 'test/fixtures/transparency/threads.cjs');

test('the app is told of its own threads only, and its first one has the ID 1', async () => {
  const receiver = await TelemetryReceiver.start();
  const plain = await runProgram([FIXTURE]);
  const preloaded = await runProgram(['--require', REGISTER, FIXTURE], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  receiver.close();
  expect(plain.lines).toMatchObject([{ published: 2, emitted: 2, ids: [1, 2] }]);
  // The exporter thread is the second one.
  expect(preloaded.lines).toEqual([{ ...plain.lines[0], ids: [1, 3] }]);
  expect(preloaded).toMatchObject({ status: 0, stderr: '' });
});

/** Node's thread for loader hooks is the first one. */
const LOADER = `
  require('node:module').register('data:text/javascript,');
  const { threadId } = new (require('node:worker_threads').Worker)('', { eval: true });
  console.log(JSON.stringify({ threadId }));`;

test('a thread of Node.js for loader hooks starts no exporter thread', async () => {
  const plain = await runProgram(['--no-deprecation', '-e', LOADER]);
  const preloaded = await runProgram(['--no-deprecation', '--require', REGISTER, '-e', LOADER], {
    OTEL_METRICS_EXPORTER: 'none',
  });
  expect(plain.lines).toEqual([{ threadId: 2 }]);
  expect(preloaded).toMatchObject({ lines: plain.lines, status: 0, stderr: '' });
});
