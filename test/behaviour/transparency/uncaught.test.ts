import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const FIXTURE = join(ROOT, 'test/fixtures/transparency/uncaught.cjs');

/** What Node.js prints of an uncaught error, but for the frames of its stack. */
const printed = (stderr: string) => stderr.split('\n').filter((line) => !line.startsWith('    at '));

test.each(['request', 'end', 'upgrade', 'response', 'finish'])(
  'an uncaught error of a listener of %s: Node.js prints the line of the app that threw it',
  async (place) => {
    const receiver = await TelemetryReceiver.start();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const [plain, preloaded] = await Promise.all([
      runProgram([FIXTURE, place]),
      runProgram(['--require', REGISTER, FIXTURE, place], env),
    ]);
    expect(printed(plain.stderr)).toContain(`TypeError: thrown in ${place}`);
    expect(printed(preloaded.stderr)).toEqual(printed(plain.stderr));
    expect(preloaded.status).toBe(plain.status);
    const failed = receiver.spans.filter(({ attributes }) => attributes['error.type'] === 'TypeError');
    expect(failed).toHaveLength(place === 'request' || place === 'upgrade' ? 1 : 0);
    await receiver.close();
  },
);
