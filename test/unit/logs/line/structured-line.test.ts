import { createNormalizer } from '../../../../src/core/normalize/index.js';
import type { PlainObject } from '../../../../src/core/plain.js';
import { renderLine } from '../../../../src/logs/line/structured-line.js';
import type { CapturedLog } from '../../../../src/logs/record/log-record.js';
import { moveReserved } from '../../../../src/logs/record/reserved.js';

const normalizer = createNormalizer();

const base: CapturedLog = {
  unit: undefined,
  time: [Date.UTC(2026, 0, 2, 3, 4, 5) / 1000, 6_999_999],
  severityText: 'INFO',
  severityNumber: 9,
  logger: 'app',
  message: 'Request completed',
  contextFields: { correlation_id: 'c-1', service_name: 'api' },
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  traceFlags: 1,
  exception: undefined,
  fields: { status_code: 200, duration_ms: 1.5 },
};

test('fields come in the documented order', () => {
  expect(renderLine(base)).toBe(
    '{"timestamp":"2026-01-02T03:04:05.006Z","level":"INFO","logger":"app","message":"Request completed",' +
      '"correlation_id":"c-1","service_name":"api","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736",' +
      '"span_id":"00f067aa0ba902b7","trace_flags":"01","status_code":200,"duration_ms":1.5}',
  );
});

test('absent parts are left out, the exception comes last', () => {
  const exception = normalizer.toException(new TypeError('bad', { cause: new Error('why') }));
  const line = renderLine({
    ...base,
    logger: undefined,
    contextFields: undefined,
    traceId: undefined,
    spanId: undefined,
    exception,
  });
  expect(Object.keys(JSON.parse(line))).toEqual([
    'timestamp',
    'level',
    'message',
    'status_code',
    'duration_ms',
    'exception',
  ]);
  expect(JSON.parse(line).exception).toEqual(exception);
});

test('a record is one line whatever it holds', () => {
  const line = renderLine({
    ...base,
    message: 'a\r\n{"level":"forged"}\u2028\u0000',
    fields: { 'k\n"': 'v\n' },
  });
  expect(line).not.toMatch(/[\r\n\0]/);
  expect(JSON.parse(line)).toMatchObject({ message: 'a\r\n{"level":"forged"}\u2028\u0000', 'k\n"': 'v\n' });
});

test('what terminals obey and what other tools split lines at is escaped', () => {
  const text = 'a\u007f\u009b31m\u0085\u2028\u2029';
  const line = renderLine({ ...base, message: text, fields: { [text]: text, nested: [`${text} and more`] } });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is tested
  expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  expect(JSON.parse(line)).toMatchObject({ message: text, [text]: text, nested: [`${text} and more`] });
});

test('reserved names are moved, never overwritten', () => {
  const fields = { level: 'x', field_level: 'y', correlation_id: 'z', a: 1, trace_id: 't' };
  expect(moveReserved(fields, base.contextFields)).toEqual({
    field_level_2: 'x',
    field_level: 'y',
    field_correlation_id: 'z',
    a: 1,
    field_trace_id: 't',
  });
  const free: PlainObject = { a: 1 };
  expect(moveReserved(free, base.contextFields)).toBe(free);
});

test('reserved names in the context are moved as well', () => {
  const line = renderLine({ ...base, contextFields: { level: 'x', correlation_id: 'c' } });
  expect(JSON.parse(line)).toMatchObject({ level: 'INFO', field_level: 'x', correlation_id: 'c' });
});
