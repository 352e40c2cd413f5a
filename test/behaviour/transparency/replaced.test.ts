import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const FIXTURE = join(ROOT, 'test/fixtures/transparency/replaced.cjs');

test.each([
  ['promises', 4],
  ['randomness', 4],
  // No span can be made: told, and nothing else.
  ['stores', 0],
])('an app that replaces %s does what it does without the bridge', async (what, spans) => {
  const receiver = await TelemetryReceiver.start();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const plain = await runProgram([FIXTURE, what]);
  const preloaded = await runProgram(['--require', REGISTER, FIXTURE, what], env);
  expect(plain).toMatchObject({ status: 0, stderr: '' });
  expect(preloaded).toMatchObject({ status: 0, stdout: plain.stdout });
  expect(preloaded.stderr).toMatch(spans > 0 ? /^$/ : /^(\[tracebridge\] .*\n)+$/);
  expect(receiver.spans).toHaveLength(spans);
  await receiver.close();
});
