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
