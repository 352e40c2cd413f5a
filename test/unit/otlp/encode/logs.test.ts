import { ROOT_CONTEXT, SeverityNumber, trace } from '@opentelemetry/api';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { createNormalizer } from '../../../../src/core/normalize/index.js';
import { createRedactor } from '../../../../src/core/redact/redactor.js';
import type { CapturedLog } from '../../../../src/logs/record/log-record.js';
import { encodeLogRecord, encodeReadableLogRecord, ProtoWriter } from '../../../../src/otlp/encode/index.js';
import { anyValue, type Decoded, decode, keyValues } from '../../../support/otlp-proto.js';

const normalizer = createNormalizer({ redactor: createRedactor() });
const exporter = new InMemoryLogRecordExporter();
const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
const logger = provider.getLogger('tests');

function emitted(): ReadableLogRecord {
  return exporter.getFinishedLogRecords().at(-1)!;
}

function ours(record: ReadableLogRecord): Decoded {
  const writer = new ProtoWriter(16);
  encodeReadableLogRecord(writer, record, normalizer);
  return decode('LogRecord', writer.finish());
}

function sdks(record: ReadableLogRecord): Decoded {
  const request = decode('LogsRequest', ProtobufLogsSerializer.serializeRequest([record])!);
  return request.resource_logs[0].scope_logs[0].log_records[0];
}

const spanContext = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  traceFlags: 1,
};

describe('records of the logs SDK', () => {
  test.each<[string, Parameters<typeof logger.emit>[0]]>([
    ['nothing', {}],
    ['text body', { body: 'hello', severityNumber: SeverityNumber.WARN, severityText: 'WARN' }],
    ['times', { timestamp: 1_700_000_000_123, observedTimestamp: [1_700_000_000, 987_654_321] }],
    ['structured body', { body: { a: [1, 'x', null, { b: true }], ü: -1.5, big: 2 ** 40 } }],
    [
      'attributes',
      { attributes: { a: 1, b: 'x', c: [1, 2], d: { e: { f: 'g' } }, ['long key '.repeat(20)]: 'v' } },
    ],
    [
      'event and context',
      { eventName: 'session.start', context: trace.setSpanContext(ROOT_CONTEXT, spanContext) },
    ],
  ])('%s', (_, record) => {
    logger.emit(record);
    expect(ours(emitted())).toEqual(sdks(emitted()));
  });

  test('a body that is circular or throws is degraded, not lost', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    Object.defineProperty(circular, 'bad', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const record = {
      ...emitted(),
      hrTime: [1, 2] as [number, number],
      hrTimeObserved: [1, 2] as [number, number],
      body: circular as never,
      attributes: {},
      droppedAttributesCount: 0,
    };
    expect(anyValue(ours(record).body)).toEqual({ self: '[Circular]', bad: '[unreadable]' });
  });
});

describe('captured logs', () => {
  const record: CapturedLog = {
    unit: undefined,
    time: [1_700_000_000, 123_456_789],
    severityText: 'ERROR',
    severityNumber: 17,
    logger: 'app',
    message: 'Request failed',
    contextFields: { correlation_id: 'c-1', service_name: 'api' },
    ...spanContext,
    exception: normalizer.toException(new TypeError('bad', { cause: new RangeError('why') })),
    fields: { status_code: 500, ratio: 0.5, nested: { list: [1, null, 'x'] } },
  };

  function decoded(log: CapturedLog): Decoded {
    const writer = new ProtoWriter(16);
    encodeLogRecord(writer, log);
    return decode('LogRecord', writer.finish());
  }

  test('every part', () => {
    const log = decoded(record);
    expect(log).toMatchObject({
      time_unix_nano: '1700000000123456789',
      observed_time_unix_nano: '1700000000123456789',
      severity_number: 17,
      severity_text: 'ERROR',
      trace_id: spanContext.traceId,
      span_id: spanContext.spanId,
      flags: 1,
    });
    expect(anyValue(log.body)).toBe('Request failed');
    expect(keyValues(log.attributes)).toEqual({
      correlation_id: 'c-1',
      service_name: 'api',
      status_code: 500,
      ratio: 0.5,
      nested: { list: [1, null, 'x'] },
      'exception.type': 'TypeError',
      'exception.message': 'bad',
      'exception.stacktrace': expect.stringMatching(
        /^TypeError: bad\n {4}at .*\nCaused by: RangeError: why\n {4}at /s,
      ),
    });
  });

  test('the writer is used again without traces of the record before', () => {
    const writer = new ProtoWriter(16);
    encodeLogRecord(writer, { ...record, message: 'x'.repeat(100_000) });
    writer.reset();
    encodeLogRecord(writer, record);
    expect(decode('LogRecord', writer.finish())).toEqual(decoded(record));
  });

  test.each<[number, number, string]>([
    [0, 0, '0'],
    [0, 999_000_001, '999000001'],
    [1_700_000_000, 999_999_999, '1700000000999999999'],
  ])('time %d s and %d ns', (seconds, nanos, expected) => {
    expect(decoded({ ...record, time: [seconds, nanos] }).time_unix_nano).toBe(expected);
  });
});
