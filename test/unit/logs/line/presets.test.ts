import { createNormalizer } from '../../../../src/core/normalize/index.js';
import { configureIdentity } from '../../../../src/correlation/identity.js';
import { cloudwatch } from '../../../../src/logs/line/presets/cloudwatch.js';
import { datadog } from '../../../../src/logs/line/presets/datadog.js';
import type { LinePreset } from '../../../../src/logs/line/presets/line-preset.js';
import { renderLine } from '../../../../src/logs/line/structured-line.js';
import type { CapturedLog } from '../../../../src/logs/record/log-record.js';

const base: CapturedLog = {
  unit: undefined,
  time: [Date.UTC(2026, 0, 2, 3, 4, 5) / 1000, 6_999_999],
  severityText: 'INFO',
  severityNumber: 9,
  logger: 'app',
  message: 'Request completed',
  contextFields: { correlation_id: 'c-1', service_name: 'api' },
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: 'f0f067aa0ba902b7',
  traceFlags: 1,
  exception: undefined,
  fields: { duration_ms: 1.5 },
};

beforeAll(() => configureIdentity({ serviceName: 'shop "1"', environment: 'prod' }));

const line = (record: Partial<CapturedLog>, preset: LinePreset) =>
  JSON.parse(renderLine({ ...base, ...record }, preset)) as Record<string, unknown>;

const PRESETS = [
  ['datadog', datadog],
  ['cloudwatch', cloudwatch],
] as const;

describe.each(PRESETS)('%s', (_name, preset) => {
  test('adds fields after the line without a preset, and takes nothing away', () => {
    expect(renderLine(base, preset).startsWith(renderLine(base).slice(0, -1))).toBe(true);
  });

  test('writes exactly the names that it reserves, each once', () => {
    const exception = createNormalizer().toException(new Error('bad'));
    const own = new Set(Object.keys(JSON.parse(renderLine({ ...base, exception }))));
    const added = Object.keys(line({ exception }, preset)).filter((name) => !own.has(name));
    expect(new Set(added).isSubsetOf(preset.names)).toBe(true);
  });

  test("a call's and a context's fields of its names are kept under other names", () => {
    const mine = Object.fromEntries([...preset.names].map((name) => [name, `my ${name}`]));
    const text = renderLine({ ...base, fields: mine }, preset);
    const parsed = JSON.parse(text);
    for (const name of preset.names) expect(parsed[`field_${name}`]).toBe(`my ${name}`);
    const contextual = line({ contextFields: mine, fields: { ...mine } }, preset);
    for (const name of preset.names) {
      expect(contextual[`field_${name}`]).toBe(`my ${name}`);
      expect(contextual[`field_${name}_2`]).toBe(`my ${name}`);
      expect(contextual[name]).not.toBe(`my ${name}`);
    }
  });

  test('a line outside of a trace has no trace IDs', () => {
    const text = renderLine({ ...base, traceId: undefined, spanId: undefined }, preset);
    expect(text).not.toMatch(/trace/i);
    expect(() => JSON.parse(text)).not.toThrow();
  });

  test('is one line whatever the record holds', () => {
    const exception = createNormalizer().toException(new Error('a\r\n{"status":"forged"}\u2028'));
    const text = renderLine({ ...base, exception, message: 'a\n}', fields: { 'error\n': '\n' } }, preset);
    expect(text).not.toMatch(/[\r\n]/);
    expect(() => JSON.parse(text)).not.toThrow();
  });
});

test('datadog: identity, source and IDs as its tracers write them', () => {
  expect(line({}, datadog)).toMatchObject({
    status: 'info',
    service: 'shop "1"',
    env: 'prod',
    ddsource: 'nodejs',
    dd: {
      service: 'shop "1"',
      env: 'prod',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      span_id: '17361490543550988983',
    },
  });
});

test.each([
  [1, 'debug'],
  [5, 'debug'],
  [7, 'debug'],
  [9, 'info'],
  [10, 'notice'],
  [13, 'warning'],
  [17, 'error'],
  [18, 'critical'],
  [19, 'alert'],
  [21, 'emergency'],
])('datadog: severity %i is status %s', (severityNumber, status) => {
  expect(line({ severityNumber }, datadog).status).toBe(status);
});

test('datadog: an exception is an error with a stack that holds its causes', () => {
  const exception = createNormalizer().toException(new TypeError('bad', { cause: new RangeError('why') }));
  const { error } = line({ exception }, datadog) as { error: Record<string, string> };
  expect(error).toMatchObject({ kind: 'TypeError', message: 'bad' });
  expect(error.stack).toMatch(/^TypeError: bad\n {4}at /);
  expect(error.stack).toContain('\nCaused by: RangeError: why\n');
});

test("cloudwatch: the trace ID in X-Ray's form", () => {
  expect(line({}, cloudwatch)).toMatchObject({
    level: 'INFO',
    xray_trace_id: '1-4bf92f35-77b34da6a3ce929d0e0e4736',
    'AWS-XRAY-TRACE-ID': '1-4bf92f35-77b34da6a3ce929d0e0e4736@f0f067aa0ba902b7',
  });
});
