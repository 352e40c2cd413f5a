import type { Attributes } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Normalizer } from '../../core/normalize/index.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { tagsOf } from '../schema/resolve.js';
import { writeAttributes, writeValue } from './any-value.js';
import { writeFixed32, writeId, writeInteger, writeText, writeTime } from './fields.js';

const LOG_RECORD = tagsOf('LogRecord');

/** Appends the content of an OTLP `LogRecord` message for a record of the logs SDK, its values normalised. */
export function encodeReadableLogRecord(
  writer: ProtoWriter,
  record: ReadableLogRecord,
  normalizer: Normalizer,
): void {
  const { hrTime, hrTimeObserved, severityNumber, severityText, body, spanContext, eventName } = record;
  writeTime(writer, LOG_RECORD.timeUnixNano, hrTime);
  // Of the app's it may be of any type.
  if (Number.isInteger(severityNumber) && severityNumber !== 0) {
    writeInteger(writer, LOG_RECORD.severityNumber, severityNumber as number);
  }
  if (severityText) writeText(writer, LOG_RECORD.severityText, normalizer.toText(severityText));
  if (body !== undefined) writeValue(writer, LOG_RECORD.body, normalizer.toPlain(body));
  writeAttributes(writer, LOG_RECORD.attributes, record.attributes as Attributes, normalizer);
  if (record.droppedAttributesCount > 0) {
    writeInteger(writer, LOG_RECORD.droppedAttributesCount, record.droppedAttributesCount);
  }
  if (spanContext !== undefined) {
    writeFixed32(writer, LOG_RECORD.flags, spanContext.traceFlags);
    writeId(writer, LOG_RECORD.traceId, spanContext.traceId);
    writeId(writer, LOG_RECORD.spanId, spanContext.spanId);
  }
  writeTime(writer, LOG_RECORD.observedTimeUnixNano, hrTimeObserved);
  if (eventName) writeText(writer, LOG_RECORD.eventName, normalizer.toText(eventName));
}
