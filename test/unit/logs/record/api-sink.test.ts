import { logs } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { createNormalizer } from '../../../../src/core/normalize/index.js';
import { emitToLogsApi } from '../../../../src/logs/record/api-sink.js';
import type { CapturedLog } from '../../../../src/logs/record/log-record.js';
import { encodeLogRecord, ProtoWriter } from '../../../../src/otlp/encode/index.js';
import { decode, keyValues } from '../../../support/otlp-proto.js';

const exporter = new InMemoryLogRecordExporter();
beforeAll(() =>
  logs.setGlobalLoggerProvider(
    new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }),
  ),
);
afterAll(() => logs.disable());

test('an exception has the same attributes through the logs API and over OTLP, its cause and its fields among them', () => {
  const cause = new AggregateError([new RangeError('first')], 'root');
  const error = Object.assign(new TypeError('broken', { cause }), { code: 'E_BROKEN' });
  const record: CapturedLog = {
    unit: undefined,
    time: [0, 1_000_000],
    severityText: 'ERROR',
    severityNumber: 17,
    logger: 'app',
    message: 'failed',
    contextFields: undefined,
    traceId: undefined,
    spanId: undefined,
    traceFlags: 0,
    exception: createNormalizer().toException(error),
    fields: undefined,
  };
  emitToLogsApi(record);
  const [emitted] = exporter.getFinishedLogRecords();
  const writer = new ProtoWriter(16);
  encodeLogRecord(writer, record);
  const encoded = keyValues(decode('LogRecord', writer.finish()).attributes);
  expect(emitted?.attributes).toEqual(encoded);
  expect(emitted?.attributes).toMatchObject({
    'exception.type': 'TypeError',
    'exception.fields': { code: 'E_BROKEN' },
    'exception.stacktrace': expect.stringMatching(/Caused by: AggregateError: root.*RangeError: first/s),
  });
});
