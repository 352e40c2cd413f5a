import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { SECRETS } from '../../support/secrets.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const FIXTURE = join(ROOT, 'test/fixtures/security/secrets.cjs');

let receiver: TelemetryReceiver;

beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});

afterEach(() => receiver.close());

const run = (env: NodeJS.ProcessEnv, args: string[] = []) =>
  runProgram(['--require', REGISTER, FIXTURE, ...args], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    TRACEBRIDGE_BAGGAGE: 'true',
    FIXTURE_SECRETS: '[]',
    ...env,
  });

const exported = () => Buffer.concat(receiver.bodies).toString('utf8');

/** What stands around each secret that shows. */
function leaks(output: string, secrets: readonly string[] = SECRETS.map(({ secret }) => secret)): string[] {
  const forms = new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]));
  return [...forms].flatMap((form) =>
    [...output.matchAll(new RegExp(RegExp.escape(form), 'g'))].map(({ index }) =>
      output.slice(Math.max(0, index - 90), index + form.length),
    ),
  );
}

test.each([
  ['protobuf', {}],
  ['json', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }],
  ['inline', { TRACEBRIDGE_EXPORT: 'inline' }],
])(
  'secrets appear in no output, whichever way they came in: %s',
  async (_name, env) => {
    const texts = JSON.stringify(SECRETS.map(({ text }) => text));
    const { status, stdout, stderr } = await run({ FIXTURE_SECRETS: texts, ...env });
    expect(status).toBe(0);
    expect(receiver.logs.some(({ body }) => body === 'done')).toBe(true);
    expect(receiver.spans.length).toBeGreaterThan(SECRETS.length * 10);
    expect(receiver.metrics.length).toBeGreaterThan(SECRETS.length * 2);
    expect(stdout.split('[REDACTED]').length).toBeGreaterThan(SECRETS.length * 50);
    expect(leaks(stdout)).toEqual([]);
    expect(leaks(stderr)).toEqual([]);
    expect(leaks(exported())).toEqual([]);
  },
  60_000,
);

test('nor with the console exporters', async () => {
  const { status, stdout } = await run({
    FIXTURE_SECRETS: JSON.stringify(SECRETS.map(({ text }) => text)),
    OTEL_TRACES_EXPORTER: 'console',
    OTEL_LOGS_EXPORTER: 'console',
    OTEL_METRICS_EXPORTER: 'console',
  });
  expect(status).toBe(0);
  for (const part of ["eventName: 'the key [REDACTED] was used'", 'parentSpanContext:', 'dataPointType:'])
    expect(stdout).toContain(part);
  expect(leaks(stdout)).toEqual([]);
}, 60_000);

test("secrets in the process's environment, arguments and endpoint are not sent or told", async () => {
  const secret = 'hunter2-correct-horse';
  const { stderr } = await run(
    {
      DATABASE_PASSWORD: secret,
      OTEL_RESOURCE_ATTRIBUTES: `note=postgres%3A%2F%2Fapp%3A${secret}%40db%2Fx,api_key=${secret}`,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${secret},broken`,
      TRACEBRIDGE_REDACT_KEYS: 'iban',
    },
    ['--password', secret],
  );
  expect(stderr).toContain('OTEL_EXPORTER_OTLP_HEADERS: an item is ignored');
  expect(receiver.logs.some(({ body }) => body === 'done')).toBe(true);
  expect(leaks(exported(), [secret])).toEqual([]);
  expect(leaks(stderr, [secret])).toEqual([]);
});

test('an endpoint that is down is told without its credentials', async () => {
  const secret = 'hunter2-correct-horse';
  const gone = await TelemetryReceiver.start();
  const { host } = new URL(gone.url);
  await gone.close();
  const endpoint = `http://user:${secret}@${host}/?api_key=${secret}`;
  const { status, stderr } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  expect(status).toBe(0);
  expect(stderr).toContain(host);
  expect(leaks(stderr, [secret])).toEqual([]);
});
