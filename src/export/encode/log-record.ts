import type { PlainException, PlainObject } from '../../core/plain.js';
import { createSlot } from '../../core/slot.js';
import { stacktraceText } from '../../core/stacktrace.js';
import type { CapturedLog } from '../../logs/log-record.js';
import { safeContext } from '../../logs/reserved.js';
import { writeKeyValue, writeKeyValues, writeValue } from './any-value.js';
import { ProtoWriter } from './writer.js';

// opentelemetry.proto.logs.v1.LogRecord
const TIME_UNIX_NANO = 9;
const SEVERITY_NUMBER = 16;
const SEVERITY_TEXT = 26;
const BODY = 42;
export const ATTRIBUTES = 50;
const FLAGS = 69;
const TRACE_ID = 74;
const SPAN_ID = 82;
const OBSERVED_TIME_UNIX_NANO = 89;

const contexts = createSlot<PlainObject, Buffer>();
const cacheWriter = new ProtoWriter(1_024);
let lastContext: PlainObject | undefined;
let lastBytes: Buffer = Buffer.alloc(0);

/** Consecutive records mostly share their context. */
function contextBytes(context: PlainObject): Buffer {
  if (context === lastContext) return lastBytes;
  let bytes = contexts.get(context);
  if (bytes === undefined) {
    cacheWriter.reset();
    writeKeyValues(cacheWriter, ATTRIBUTES, safeContext(context));
    bytes = Buffer.from(cacheWriter.buffer.subarray(0, cacheWriter.pos));
    contexts.set(context, bytes);
  }
  lastContext = context;
  lastBytes = bytes;
  return bytes;
}

let lastTraceId = '';
let lastSpanId: string | undefined;
let lastFlags = -1;
let lastTraceBytes: Buffer = Buffer.alloc(0);

/** Flags and IDs, which the records of one span share. */
function traceBytes(traceId: string, spanId: string | undefined, flags: number): Buffer {
  if (traceId !== lastTraceId || spanId !== lastSpanId || flags !== lastFlags) {
    cacheWriter.reset();
    cacheWriter.tag(FLAGS);
    cacheWriter.fixed32(flags);
    cacheWriter.tag(TRACE_ID);
    cacheWriter.hex(traceId);
    if (spanId !== undefined) {
      cacheWriter.tag(SPAN_ID);
      cacheWriter.hex(spanId);
    }
    lastTraceBytes = Buffer.from(cacheWriter.buffer.subarray(0, cacheWriter.pos));
    lastTraceId = traceId;
    lastSpanId = spanId;
    lastFlags = flags;
  }
  return lastTraceBytes;
}

/** Attributes of an exception by semantic conventions; its other fields as `exception.fields`. */
export function writeException(writer: ProtoWriter, tag: number, exception: PlainException): void {
  writeKeyValue(writer, tag, 'exception.type', exception.type);
  writeKeyValue(writer, tag, 'exception.message', exception.message);
  writeKeyValue(writer, tag, 'exception.stacktrace', stacktraceText(exception));
  if (exception.fields !== undefined) writeKeyValue(writer, tag, 'exception.fields', exception.fields);
}

/** Appends the content of an OTLP `LogRecord` message. */
export function encodeLogRecord(writer: ProtoWriter, record: CapturedLog): void {
  writer.tag(TIME_UNIX_NANO);
  writer.scaled64(record.timeUnixMillis, 1e6, 0);
  writer.tag(SEVERITY_NUMBER);
  writer.varint(record.severityNumber);
  writer.tag(SEVERITY_TEXT);
  writer.string(record.severityText);
  writeValue(writer, BODY, record.message);
  if (record.contextFields !== undefined) writer.raw(contextBytes(record.contextFields));
  if (record.fields !== undefined) writeKeyValues(writer, ATTRIBUTES, record.fields);
  if (record.exception !== undefined) writeException(writer, ATTRIBUTES, record.exception);
  if (record.traceId !== undefined) writer.raw(traceBytes(record.traceId, record.spanId, record.traceFlags));
  writer.tag(OBSERVED_TIME_UNIX_NANO);
  writer.scaled64(record.timeUnixMillis, 1e6, 0);
}
