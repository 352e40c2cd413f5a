import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const fixture = (name: string) => join(ROOT, 'test/fixtures/preload', name);
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let receiver: TelemetryReceiver;

beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});

afterEach(() => receiver.close());

const run = (name: string, env: NodeJS.ProcessEnv = {}, args: string[] = ['--require', REGISTER]) =>
  runProgram([...args, fixture(name)], { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env });

const bodies = () => receiver.logs.map(({ body }) => body);

test('hand-made winston loggers are exported by preload alone, stdout as before but for the name', async () => {
  const outcome = await run('hand-made-logger.cjs', { OTEL_SERVICE_NAME: 'shop' });
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  expect(outcome.lines).toEqual([
    { level: 'info', message: 'hand-made', order: 1, service_name: 'shop' },
    { level: 'warn', message: 'child', part: 'child', service_name: 'shop' },
    { level: 'error', message: 'default logger', service_name: 'shop' },
  ]);
  expect(bodies()).toEqual(['hand-made', 'child', 'default logger']);
  expect(receiver.logs.map(({ severityNumber }) => severityNumber)).toEqual([9, 13, 17]);
  expect(receiver.logs[0]).toMatchObject({ severityText: 'info', attributes: { order: 1 } });
  expect(receiver.logs[0]?.resource.attributes).toMatchObject({
    'service.name': 'shop',
    'telemetry.sdk.language': 'nodejs',
  });
});

test.each([
  ['--require', 'hand-made-logger.cjs'],
  ['--import', 'hand-made-logger.cjs'],
  ['--require', 'winston.mjs'],
  ['--import', 'winston.mjs'],
])('%s with %s', async (flag, name) => {
  const outcome = await run(name, {}, [flag, REGISTER]);
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  expect(bodies()[0]).toBe(outcome.lines[0]?.message);
});

test.each([
  ['--require', 'short-way.cjs'],
  ['--import', 'short-way.cjs'],
])("%s: lines of winston's own formats pass its streams by, and lose nothing", async (flag, name) => {
  const outcome = await run(name, {}, [flag, REGISTER]);
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  const line = (order: number) => expect.objectContaining({ level: 'info', message: 'hello', order });
  // The first one shows what comes; the formats of the second and third logger have a timestamp alike.
  expect(outcome.lines).toEqual([
    ...[line(1), line(2), line(3), { streamed: 1 }],
    ...[line(1), line(2), line(3), { streamed: 1 }],
    ...[line(1), line(2), line(3), { streamed: 0 }],
  ]);
  expect(receiver.logs.map(({ attributes }) => attributes.order)).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
});

test('started in code after the logger was made; twice is harmless', async () => {
  const outcome = await run('late-start.cjs', {}, []);
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  expect(bodies()).toEqual(['same handle']);
});

test('options that come too late are told, once', async () => {
  const outcome = await run('late-options.cjs');
  expect(outcome.status).toBe(0);
  const told = outcome.stderr
    .split('\n')
    .filter((line) => line.includes('serviceName, baggage have no effect'));
  expect(told).toHaveLength(1);
});

test('a TracebridgeTransport beside the preload does not double', async () => {
  const outcome = await run('doubled-transport.cjs');
  expect(outcome.lines).toHaveLength(1);
  expect(bodies()).toEqual(['once']);
});

test('outgoing requests carry the correlation ID, unless the app sets its own', async () => {
  const outcome = await run('outgoing.cjs');
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  const seen = JSON.parse(outcome.stdout) as { from: string; id: string; traceparent: string }[];
  expect(seen.map(({ from, id }) => [from, id])).toEqual([
    ['/http', 'order-7'],
    ['/fetch', 'order-7'],
    ['/own', 'own-1'],
    ['/own-fetch', 'own-2'],
  ]);
  const traceIds = new Set(seen.map(({ traceparent }) => traceparent.split('-')[1]));
  expect(traceIds.size).toBe(1);
  const spans = receiver.spans.filter(({ kind }) => kind === 'client');
  expect(spans.map(({ attributes }) => attributes.correlation_id)).toEqual(Array(4).fill('order-7'));
});

test('propagateTo keeps our headers from other hosts', async () => {
  const outcome = await run('outgoing.cjs', { TRACEBRIDGE_PROPAGATE_TO: 'inside.example' });
  const [first] = JSON.parse(outcome.stdout) as { id?: string; traceparent?: string }[];
  expect(first?.traceparent).toBeUndefined();
  expect(first?.id).toBeUndefined();
});

test("OpenTelemetry's own traces, logs and metrics API", async () => {
  const outcome = await run('api-user.cjs');
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  expect(receiver.spans).toMatchObject([{ name: 'by hand' }]);
  const [span] = receiver.spans;
  expect(span?.attributes.correlation_id).toMatch(UUID_V4);
  expect(String(span?.attributes.correlation_id).replaceAll('-', '')).toBe(span?.traceId);
  expect(receiver.logs).toMatchObject([{ body: 'by hand', traceId: span?.traceId, attributes: { a: 1 } }]);
  expect(receiver.metrics.map(({ name }) => name)).toContain('mine.counter');
});

test('http/json is spoken when it is asked for', async () => {
  await run('hand-made-logger.cjs', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
  expect(new Set(receiver.contentTypes)).toEqual(new Set(['application/json']));
  expect(bodies()).toEqual(['hand-made', 'child', 'default logger']);
});

test('inline export delivers the same at a natural end', async () => {
  const outcome = await run('hand-made-logger.cjs', { TRACEBRIDGE_EXPORT: 'inline' });
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  expect(bodies()).toEqual(['hand-made', 'child', 'default logger']);
});

test('OTEL_SDK_DISABLED leaves the app as it is', async () => {
  const outcome = await run('hand-made-logger.cjs', { OTEL_SDK_DISABLED: 'true' });
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  expect(outcome.lines).toHaveLength(3);
  expect(receiver.contentTypes).toEqual([]);
});

test('a signal whose exporter is none is not sent', async () => {
  await run('api-user.cjs', { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' });
  expect(receiver.spans).toEqual([]);
  expect(receiver.metrics).toEqual([]);
  expect(bodies()).toEqual(['by hand']);
});

test('a bad environment value and a misspelt variable give one line each and are ignored', async () => {
  const outcome = await run('hand-made-logger.cjs', {
    TRACEBRIDGE_EXPORT: 'carrier pigeon',
    OTEL_BLRP_SCHEDULE_DELAY: '-5',
    TRACEBRIDGE_IGNORE_PATH: '/x',
  });
  expect(outcome.status).toBe(0);
  expect(outcome.stderr.trim().split('\n').sort()).toEqual([
    expect.stringContaining(
      '[tracebridge] OTEL_BLRP_SCHEDULE_DELAY="-5" is ignored: expected a whole number of milliseconds from 0',
    ),
    expect.stringContaining(
      '[tracebridge] TRACEBRIDGE_EXPORT="carrier pigeon" is ignored: expected one of thread, inline',
    ),
    '[tracebridge] TRACEBRIDGE_IGNORE_PATH is no variable of tracebridge and has no effect: did you mean TRACEBRIDGE_IGNORE_PATHS?',
  ]);
  expect(bodies()).toHaveLength(3);
});

test('an empty environment value counts as unset', async () => {
  const outcome = await run('hand-made-logger.cjs', {
    TRACEBRIDGE_EXPORT: '',
    OTEL_LOGS_EXPORTER: '',
    OTEL_SERVICE_NAME: '',
  });
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  expect(bodies()).toHaveLength(3);
});

test('nothing that is logged or traced throws, hangs or takes others with it', async () => {
  const outcome = await run('hostile.cjs');
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  const received = bodies();
  // Those that winston's own format throws on.
  const refused = [1, 2, 3, 4, 5];
  expect(received).toContain(`refused ${refused}`);
  for (let index = 0; index < 10; index++) {
    expect(received).toContain(`good ${index}`);
    expect(received.includes(`bad ${index}`)).toBe(!refused.includes(index));
    expect(received).toContain(`bad ours ${index}`);
  }
  expect(received.filter((body) => String(body).startsWith('api '))).toHaveLength(5 * 13);
  expect(received).toContain('clean');
  expect(receiver.spans).toHaveLength(10);
  const forged = receiver.logs.filter(
    ({ attributes, scope }) => attributes.trace_id === 'forged' && scope.name !== 'api',
  );
  expect(forged).toEqual([]);
});
