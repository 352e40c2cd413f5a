import type { PlainObject } from '../../core/plain.js';
import { createSlot } from '../../core/slot.js';
import { exceptionFields } from '../../core/stacktrace.js';
import type { CapturedLog } from '../../logs/record/log-record.js';
import { safeContext } from '../../logs/record/reserved.js';
import { ProtoWriter } from '../protobuf/writer.js';
import { tagsOf } from '../schema/resolve.js';
import { writeKeyValues, writeValue } from './any-value.js';
import { writeFixed32, writeId, writeInteger, writeText, writeTime } from './fields.js';
import { RepeatedFields } from './repeated-field.js';

const LOG_RECORD = tagsOf('LogRecord');

/** Contexts of more bytes are kept: they come again after others, and a copy is faster than encoding them anew. */
const LARGE_BYTES = 512;
const contexts = createSlot<PlainObject, Buffer>();
const contextFields = new RepeatedFields(LOG_RECORD.attributes);
const contextWriter = new ProtoWriter(1_024);
let lastContext: PlainObject | undefined;

/** Consecutive records mostly share their context. */
function writeContext(writer: ProtoWriter, context: PlainObject): void {
  if (context !== lastContext) {
    const known = contexts.get(context);
    if (known !== undefined) {
      writer.raw(known);
      return;
    }
    lastContext = undefined;
    contextWriter.reset();
    contextFields.write(contextWriter, safeContext(context));
    lastContext = context;
    if (contextWriter.pos > LARGE_BYTES) contexts.set(context, Buffer.from(contextWriter.finish()));
  }
  writer.append(contextWriter);
}

const traceWriter = new ProtoWriter(64);
let lastTraceId = '';
let lastSpanId: string | undefined;
let lastFlags = -1;

/** Flags and IDs, which the records of one span share. */
function writeTrace(writer: ProtoWriter, traceId: string, spanId: string | undefined, flags: number): void {
  if (traceId !== lastTraceId || spanId !== lastSpanId || flags !== lastFlags) {
    traceWriter.reset();
    writeFixed32(traceWriter, LOG_RECORD.flags, flags);
    writeId(traceWriter, LOG_RECORD.traceId, traceId);
    if (spanId !== undefined) {
      writeId(traceWriter, LOG_RECORD.spanId, spanId);
    }
    lastTraceId = traceId;
    lastSpanId = spanId;
    lastFlags = flags;
  }
  writer.append(traceWriter);
}

/** Appends the content of an OTLP `LogRecord` message. */
export function encodeLogRecord(writer: ProtoWriter, record: CapturedLog): void {
  writeTime(writer, LOG_RECORD.timeUnixNano, record.time);
  writeInteger(writer, LOG_RECORD.severityNumber, record.severityNumber);
  writeText(writer, LOG_RECORD.severityText, record.severityText);
  writeValue(writer, LOG_RECORD.body, record.message);
  if (record.contextFields !== undefined) writeContext(writer, record.contextFields);
  if (record.fields !== undefined) writeKeyValues(writer, LOG_RECORD.attributes, record.fields);
  if (record.exception !== undefined)
    writeKeyValues(writer, LOG_RECORD.attributes, exceptionFields(record.exception));
  if (record.traceId !== undefined) writeTrace(writer, record.traceId, record.spanId, record.traceFlags);
  writeTime(writer, LOG_RECORD.observedTimeUnixNano, record.time);
}
