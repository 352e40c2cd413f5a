import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const FIXTURE = join(ROOT, 'test/fixtures/transparency/fake-timers.cjs');

test.each([
  ['timers', 'thread'],
  ['timers', 'inline'],
  ['everything', 'thread'],
])("fake %s of an app hold none of the bridge's own, and nothing back: %s", async (faked, mode) => {
  const receiver = await TelemetryReceiver.start();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, TRACEBRIDGE_EXPORT: mode };
  const [plain, preloaded] = await Promise.all([
    runProgram([FIXTURE, faked]),
    runProgram(['--require', REGISTER, FIXTURE, faked], env),
  ]);
  expect(plain).toMatchObject({ status: 0, stderr: '' });
  expect(preloaded).toMatchObject({ status: 0, stderr: '' });
  expect(preloaded.lines.at(-1)).toEqual(plain.lines.at(-1));
  expect(receiver.logs).toHaveLength(3);
  await receiver.close();
});

test('an app whose fake timers hold everything back ends, though it exports itself', async () => {
  const env = { TRACEBRIDGE_EXPORT: 'inline' };
  const { status, stderr } = await runProgram(['--require', REGISTER, FIXTURE, 'everything'], env);
  expect(status).toBe(0);
  expect(stderr).toContain('at exit: 0 of 3 log records delivered');
});

test('what a test recorded under fake timers is there after flush()', async () => {
  const app = `
    const { captureTelemetry } = require(${JSON.stringify(join(ROOT, 'dist/testing.js'))});
    const telemetry = captureTelemetry();
    require('node:test').mock.timers.enable();
    require(${JSON.stringify(join(ROOT, 'dist/index.js'))}).getLogger('cart').info('paid');
    telemetry.flush().then(() => console.log(JSON.stringify(telemetry.logs.map(({ message }) => message))));`;
  const { stdout } = await runProgram(['-e', app]);
  expect(stdout).toContain('["paid"]');
});
