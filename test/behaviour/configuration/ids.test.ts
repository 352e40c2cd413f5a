import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runApp } from '../../support/apps/run-app.js';
import { REGISTER, ROOT } from '../../support/run-program.js';

const APP = join(ROOT, 'test/fixtures/configuration/ids.cjs');
const TRACE_ID = '6e8bc4309c3a11d996690800200c9a66';

// biome-ignore lint/suspicious/noExplicitAny: fields of lines and headers
type Line = Record<string, any>;

async function run(env: Record<string, string>, app = APP) {
  const result = await runApp({ args: ['--require', REGISTER, app], env });
  const lines = result.stdout
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line));
  const line = (message: string) => lines.find((each) => each.message === message) as Line;
  return { ...result, line, headers: lines.at(-1) as Line };
}

describe.each<[string, Record<string, string>, string]>([
  ['no exporter of traces', { OTEL_TRACES_EXPORTER: 'none' }, ''],
  [
    'no exporter at all',
    { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'None', OTEL_LOGS_EXPORTER: 'NONE' },
    '',
  ],
  ['another case', { OTEL_TRACES_EXPORTER: 'OTLP', OTEL_PROPAGATORS: 'TraceContext' }, ''],
  ['an unknown exporter', { OTEL_TRACES_EXPORTER: 'bogus' }, 'OTEL_TRACES_EXPORTER: "bogus" is ignored'],
  ['an unknown propagator', { OTEL_PROPAGATORS: 'bogus' }, 'OTEL_PROPAGATORS: "bogus" is ignored'],
  [
    'a propagator that is not installed',
    { OTEL_PROPAGATORS: 'jaeger' },
    'npm install @opentelemetry/propagator-jaeger',
  ],
  [
    'no exporter of traces, with the stock SDK',
    { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' },
    '',
  ],
])('%s', (_, env, warning) => {
  test('IDs stay on lines, and headers go out', async () => {
    const { line, headers, stderr, spans } = await run(env);
    expect(line('served')).toMatchObject({
      trace_id: TRACE_ID,
      trace_flags: '01',
      span_id: expect.any(String),
    });
    expect(headers.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
    expect(headers['x-correlation-id']).toBe('6e8bc430-9c3a-11d9-9669-0800200c9a66');
    expect(stderr.split('\n').filter((text) => text.includes('is ignored'))).toHaveLength(
      warning === '' ? 0 : 1,
    );
    expect(stderr).toContain(warning);
    expect(spans.length > 0).toBe(!/none/i.test(env.OTEL_TRACES_EXPORTER ?? ''));
  });
});

test('the sampler holds without an exporter', async () => {
  const { headers } = await run({ OTEL_TRACES_EXPORTER: 'none', OTEL_TRACES_SAMPLER: 'always_off' });
  expect(headers.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
});

test('OTEL_SDK_DISABLED ends IDs', async () => {
  const { line, headers } = await run({ OTEL_SDK_DISABLED: 'true' });
  expect(line('served').trace_id).toBeUndefined();
  expect(headers.traceparent).toBeUndefined();
});

describe('one name', () => {
  const nameOf = (item: Line | undefined) => item?.resource['service.name'];

  test.each<[string, Record<string, string>, string]>([
    [
      'OTEL_SERVICE_NAME',
      { OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: 'service.name=other' },
      'shop',
    ],
    ['the resource attributes', { OTEL_RESOURCE_ATTRIBUTES: 'service.name=other' }, 'other'],
    ["the app's package.json", {}, 'tracebridge'],
  ])('of %s: lines in and outside of requests, spans, records, metrics', async (_, env, name) => {
    const { line, spans, logs, metrics } = await run(env);
    for (const message of ['outside', 'own outside', 'scoped', 'served'])
      expect(line(message)).toMatchObject({ service_name: name });
    for (const item of [...spans, ...logs, ...metrics]) expect(nameOf(item)).toBe(name);
  });

  test.each([
    ['without a package.json', undefined, 'unknown_service:node'],
    ['with one that has a byte order mark', '\ufeff{"name": "shop"}', 'shop'],
  ])('of an app %s, that starts no bridge of its own', async (_, manifest, name) => {
    const directory = await mkdtemp(join(tmpdir(), 'tracebridge-name-'));
    await using _removed = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
    const app = join(directory, 'app.cjs');
    await symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
    await writeFile(
      app,
      `require('winston').createLogger({ format: require('winston').format.json(), transports: [new (require('winston').transports.Console)()] }).info('alone');`,
    );
    if (manifest !== undefined) await writeFile(join(directory, 'package.json'), manifest);
    const { line, logs } = await run({}, app);
    expect(line('alone').service_name).toBe(name);
    expect(nameOf(logs[0])).toBe(name);
  });

  test("of a configuration file's resource", async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tracebridge-file-'));
    await using _removed = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
    const file = join(directory, 'otel.yaml');
    await writeFile(
      file,
      `file_format: '1.0'
resource:
  attributes:
    - name: service.name
      value: from-file
tracer_provider:
  processors:
    - simple:
        exporter:
          otlp_http:
            endpoint: http://127.0.0.1:9/v1/traces
  sampler:
    always_off:
`,
    );
    const { line } = await run({ OTEL_CONFIG_FILE: file, OTEL_SERVICE_NAME: 'ignored' });
    expect(line('outside').service_name).toBe('from-file');
    expect(line('served').service_name).toBe('from-file');
  });
});

test('one resource from the first batch to the last', async () => {
  const { spans, logs, metrics } = await run({});
  const resources = new Set([...spans, ...logs, ...metrics].map(({ resource }) => JSON.stringify(resource)));
  expect([...resources]).toHaveLength(1);
  expect(JSON.parse([...resources][0] as string)).toMatchObject({ 'telemetry.distro.name': 'tracebridge' });
});
