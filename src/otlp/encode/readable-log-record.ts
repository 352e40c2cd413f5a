import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Normalizer } from '../../core/normalize/index.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { writeKeyValues, writeValue } from './any-value.js';

// opentelemetry.proto.logs.v1.LogRecord
const TIME_UNIX_NANO = 9;
const SEVERITY_NUMBER = 16;
const SEVERITY_TEXT = 26;
const BODY = 42;
const ATTRIBUTES = 50;
const DROPPED_ATTRIBUTES_COUNT = 56;
const FLAGS = 69;
const TRACE_ID = 74;
const SPAN_ID = 82;
const OBSERVED_TIME_UNIX_NANO = 89;
const EVENT_NAME = 98;

/** Appends the content of an OTLP `LogRecord` message for a record of the logs SDK, its values normalised. */
export function encodeReadableLogRecord(
  writer: ProtoWriter,
  record: ReadableLogRecord,
  normalizer: Normalizer,
): void {
  const { hrTime, hrTimeObserved, severityNumber, severityText, body, spanContext, eventName } = record;
  writer.tag(TIME_UNIX_NANO);
  writer.scaled64(hrTime[0], 1e9, hrTime[1]);
  if (severityNumber !== undefined && severityNumber !== 0) {
    writer.tag(SEVERITY_NUMBER);
    writer.varint(severityNumber);
  }
  if (severityText) {
    writer.tag(SEVERITY_TEXT);
    writer.string(normalizer.toText(severityText));
  }
  if (body !== undefined) writeValue(writer, BODY, normalizer.toPlain(body));
  const attributes = normalizer.toFields(record.attributes);
  if (attributes !== undefined) writeKeyValues(writer, ATTRIBUTES, attributes);
  if (record.droppedAttributesCount > 0) {
    writer.tag(DROPPED_ATTRIBUTES_COUNT);
    writer.varint(record.droppedAttributesCount);
  }
  if (spanContext !== undefined) {
    writer.tag(FLAGS);
    writer.fixed32(spanContext.traceFlags);
    writer.tag(TRACE_ID);
    writer.hex(spanContext.traceId);
    writer.tag(SPAN_ID);
    writer.hex(spanContext.spanId);
  }
  writer.tag(OBSERVED_TIME_UNIX_NANO);
  writer.scaled64(hrTimeObserved[0], 1e9, hrTimeObserved[1]);
  if (eventName) {
    writer.tag(EVENT_NAME);
    writer.string(normalizer.toText(eventName));
  }
}
