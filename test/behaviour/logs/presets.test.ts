import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const FIXTURE = join(ROOT, 'test/fixtures/logs/presets.cjs');

let receiver: TelemetryReceiver;

beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});

afterEach(() => receiver.close());

const run = (env: NodeJS.ProcessEnv) =>
  runProgram(['--require', REGISTER, FIXTURE], {
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
