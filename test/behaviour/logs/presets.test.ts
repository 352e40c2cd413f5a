import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const BY_HAND = join(ROOT, 'test/fixtures/logs/presets-by-hand.cjs');
const FIXTURE = join(ROOT, 'test/fixtures/logs/presets.cjs');

let receiver: TelemetryReceiver;

beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});

afterEach(() => receiver.close());

const run = (env: NodeJS.ProcessEnv, fixture = FIXTURE) =>
  runProgram(['--require', REGISTER, fixture], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: 'shop',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod,service.version=1.2.3',
    ...env,
  });

test('TRACEBRIDGE_LOG_PRESET=datadog', async () => {
  const { status, stderr, lines } = await run({ TRACEBRIDGE_LOG_PRESET: 'datadog' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [span] = receiver.spans;
  const owner = { service: 'shop', env: 'prod', version: '1.2.3' };
  const dd = { ...owner, trace_id: span?.traceId, span_id: String(BigInt(`0x${span?.spanId}`)) };
  const [failed, child, configured, plain, own] = lines;
  expect(failed).toMatchObject({ ...owner, dd, status: 'error', ddsource: 'nodejs', level: 'ERROR' });
  expect(failed).toMatchObject({
    trace_id: span?.traceId,
    error: { kind: 'RangeError', message: 'out', stack: expect.stringMatching(/^RangeError: out\n {4}at /) },
    exception: { type: 'RangeError' },
  });
  expect(child).toMatchObject({ dd, status: 'info', field_status: 200, part: 1 });
  expect(configured).toMatchObject({ dd });
  expect(plain).not.toHaveProperty('dd');
  expect(own).not.toHaveProperty('dd');
  expect(own).toHaveProperty('xray_trace_id');
  const exported = receiver.logs.find(({ body }) => body === 'child');
  expect(exported?.attributes).toMatchObject({ status: 200, part: 1 });
  expect(exported?.attributes).not.toHaveProperty('dd');
});

test('TRACEBRIDGE_LOG_PRESET=cloudwatch', async () => {
  const { lines } = await run({ TRACEBRIDGE_LOG_PRESET: 'cloudwatch' });
  const [span] = receiver.spans;
  const id = `1-${span?.traceId.slice(0, 8)}-${span?.traceId.slice(8)}`;
  expect(lines[0]).toMatchObject({
    level: 'ERROR',
    trace_id: span?.traceId,
    xray_trace_id: id,
    'AWS-XRAY-TRACE-ID': `${id}@${span?.spanId}`,
  });
});

test('without a preset, and with one that is none, the lines have our fields alone', async () => {
  for (const env of [{}, { TRACEBRIDGE_LOG_PRESET: 'splunk' }]) {
    const { lines, stderr } = await run(env);
    expect(Object.keys(lines[0] ?? {})).toEqual(
      'timestamp,level,logger,message,correlation_id,service_name,trace_id,span_id,trace_flags,exception'.split(
        ',',
      ),
    );
    expect(stderr.includes('TRACEBRIDGE_LOG_PRESET="splunk" is ignored')).toBe(
      'TRACEBRIDGE_LOG_PRESET' in env,
    );
  }
});

describe("an app's own loggers", () => {
  const owner = { service: 'shop', env: 'prod', version: '1.2.3', ddsource: 'nodejs' };

  test('TRACEBRIDGE_LOG_PRESET=datadog', async () => {
    const { stdout, stderr } = await run({ TRACEBRIDGE_LOG_PRESET: 'datadog' }, BY_HAND);
    expect(stderr).toBe('');
    const lines = jsonLines(stdout);
    const [span] = receiver.spans;
    const ids = { trace_id: span?.traceId, span_id: String(BigInt(`0x${span?.spanId}`)) };
    const dd = { service: 'shop', env: 'prod', version: '1.2.3', ...ids };
    const [outside, plain, colliding, custom, plain2, colliding2, custom2, ...failures] = lines;
    expect(outside).toMatchObject({ ...owner, status: 'info', dd: { service: 'shop' } });
    expect(outside?.dd).not.toHaveProperty('trace_id');
    expect(plain).toMatchObject({
      ...owner,
      dd,
      n: 1,
      status: 'info',
      level: 'info',
      trace_id: span?.traceId,
    });
    expect(plain2).toEqual({ ...plain, n: 2, timestamp: expect.any(String) });
    const moved = { field_status: 200, field_host: 'db-1' };
    expect(colliding).toMatchObject({ ...owner, ...moved, dd, status: 'warning', field_service: 'other' });
    expect(colliding).not.toHaveProperty('host');
    expect(colliding2).toEqual({ ...colliding, timestamp: expect.any(String) });
    expect(custom).toMatchObject({ ...owner, ...moved, dd, status: 'info', field_error: 'text' });
    expect(custom2).toEqual(custom);
    const error = {
      kind: 'RangeError',
      message: 'out',
      stack: expect.stringMatching(/^RangeError: out\n {4}at /),
    };
    expect(failures[0]).toMatchObject({ status: 'error', error, message: 'failed' });
    expect(failures[1]).toMatchObject({ status: 'error', error, message: 'failed' });
    expect(failures[1]).not.toHaveProperty('field_error');
    expect(failures[2]).toMatchObject({
      field_hostname: 'db-1',
      error: { kind: 'Error', message: 'lookup' },
    });
    expect(failures[2]).not.toHaveProperty('hostname');
    expect(receiver.logs).toHaveLength(15);
    for (const { attributes } of receiver.logs) expect(attributes).not.toHaveProperty('dd');
  });

  test('TRACEBRIDGE_LOG_PRESET=cloudwatch', async () => {
    const { stdout } = await run({ TRACEBRIDGE_LOG_PRESET: 'cloudwatch' }, BY_HAND);
    const [span] = receiver.spans;
    const id = `1-${span?.traceId.slice(0, 8)}-${span?.traceId.slice(8)}`;
    const [outside, ...inside] = jsonLines(stdout);
    expect(outside).not.toHaveProperty('xray_trace_id');
    for (const line of inside)
      expect(line).toMatchObject({ xray_trace_id: id, 'AWS-XRAY-TRACE-ID': `${id}@${span?.spanId}` });
    expect(inside[1]).toMatchObject({ status: 200, host: 'db-1' });
  });

  test('TRACEBRIDGE_APPEND_IDS=true appends the IDs to lines that are no JSON', async () => {
    const before = await run({}, BY_HAND);
    const { stdout } = await run({ TRACEBRIDGE_APPEND_IDS: 'true' }, BY_HAND);
    const { traceId, spanId } = receiver.spans.at(-1) ?? {};
    const ids = ` trace_id=${traceId} span_id=${spanId}`;
    expect(textLines(before.stdout)).toEqual([
      'info: in words',
      expect.stringMatching(/^info: in words \{.*"trace_id":/),
      'in words',
      'at somewhere',
      'info: in words again',
      'info: outside in words',
    ]);
    expect(textLines(stdout)).toEqual([
      `info: in words${ids}`,
      // Prints its fields itself.
      expect.stringMatching(new RegExp(`^info: in words \\{.*"trace_id":"${traceId}"[^ ]*$`)),
      `in words${ids}`,
      'at somewhere',
      `info: in words again${ids}`,
      'info: outside in words',
    ]);
    expect(jsonLines(stdout)).toHaveLength(jsonLines(before.stdout).length);
  });
});

const jsonLines = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const textLines = (stdout: string) =>
  stdout.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
