import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const FIXTURE = join(ROOT, 'test/fixtures/security/injection.cjs');
const FORGED = '{"timestamp":"2026-01-01T00:00:00.000Z","level":"FORGED","message":"forged"}';

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would act on
const CONTROL = /[\u0000-\u001f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: also what other tools take for a line's end
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

const TEXTS = [
  `a\r\n${FORGED}`,
  `a\n${FORGED}\n`,
  `a\r${FORGED}`,
  `a\u2028${FORGED}\u2029`,
  `a\u0085${FORGED}\u000b\u000c`,
  `"}\n${FORGED}`,
  `\\"}\n${FORGED}`,
  '","level":"FORGED","x":"',
  '\u001b[2K\u001b[1A\u001b]0;forged\u0007',
  '\u009b31mforged\u0000\u0008\u007f',
  'a\ud800b\udfff',
];

let receiver: TelemetryReceiver;

beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});

afterEach(() => receiver.close());

test('no text makes a second line, a forged record or a control sequence', async () => {
  const { status, stdout, stderr } = await runProgram(['--require', REGISTER, FIXTURE], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    FIXTURE_TEXTS: JSON.stringify(TEXTS),
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.split('\n').slice(0, -1);
  expect(lines.length).toBeGreaterThan(TEXTS.length * 20);
  for (const line of lines) {
    expect(JSON.parse(line).level).toMatch(/^(?:info|error|INFO|ERROR)$/);
    // A hand-made logger's lines are JSON.stringify's.
    expect(line).not.toMatch(line.startsWith('{"timestamp"') ? UNSAFE : CONTROL);
  }
  expect(lines).toHaveLength(receiver.logs.length);
  expect(receiver.logs.filter(({ severityText }) => !/^(?:info|error)$/.test(severityText))).toEqual([]);
});

test('a warning of ours stays one line too', async () => {
  const { stderr } = await runProgram(['--require', REGISTER, FIXTURE], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    TRACEBRIDGE_EXPORT: `thread\r\n${FORGED}`,
    OTEL_PROPAGATORS: `b4\n\u001b[31m${FORGED}`,
    FIXTURE_TEXTS: '[]',
  });
  const lines = stderr.split('\n').slice(0, -1);
  expect(lines.length).toBeGreaterThanOrEqual(2);
  for (const line of lines) {
    expect(line).toMatch(/^\[tracebridge\] /);
    expect(line).not.toMatch(UNSAFE);
  }
});
