import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Normalizer } from '../../core/normalize/index.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { tagsOf } from '../schema/resolve.js';
import { writeKeyValues, writeValue } from './any-value.js';

const LOG_RECORD = tagsOf('LogRecord');

/** Appends the content of an OTLP `LogRecord` message for a record of the logs SDK, its values normalised. */
export function encodeReadableLogRecord(
  writer: ProtoWriter,
  record: ReadableLogRecord,
  normalizer: Normalizer,
): void {
  const { hrTime, hrTimeObserved, severityNumber, severityText, body, spanContext, eventName } = record;
  writer.tag(LOG_RECORD.timeUnixNano);
  writer.time(hrTime);
  if (severityNumber !== undefined && severityNumber !== 0) {
    writer.tag(LOG_RECORD.severityNumber);
    writer.varint(severityNumber);
  }
  if (severityText) {
    writer.tag(LOG_RECORD.severityText);
    writer.string(normalizer.toText(severityText));
  }
  if (body !== undefined) writeValue(writer, LOG_RECORD.body, normalizer.toPlain(body));
  const attributes = normalizer.toFields(record.attributes);
  if (attributes !== undefined) writeKeyValues(writer, LOG_RECORD.attributes, attributes);
  if (record.droppedAttributesCount > 0) {
    writer.tag(LOG_RECORD.droppedAttributesCount);
    writer.varint(record.droppedAttributesCount);
  }
  if (spanContext !== undefined) {
    writer.tag(LOG_RECORD.flags);
    writer.fixed32(spanContext.traceFlags);
    writer.tag(LOG_RECORD.traceId);
    writer.hex(spanContext.traceId);
    writer.tag(LOG_RECORD.spanId);
    writer.hex(spanContext.spanId);
  }
  writer.tag(LOG_RECORD.observedTimeUnixNano);
  writer.time(hrTimeObserved);
  if (eventName) {
    writer.tag(LOG_RECORD.eventName);
    writer.string(normalizer.toText(eventName));
  }
}
