import type { PlainObject } from '../../core/plain.js';
import { createSlot } from '../../core/slot.js';
import { exceptionFields } from '../../core/stacktrace.js';
import type { CapturedLog } from '../../logs/record/log-record.js';
import { safeContext } from '../../logs/record/reserved.js';
import { ProtoWriter } from '../protobuf/writer.js';
import { tagsOf } from '../schema/resolve.js';
import { writeKeyValues, writeValue } from './any-value.js';
import { writeFixed32, writeInteger, writeText, writeTime } from './fields.js';
import { RepeatedFields } from './repeated-field.js';
import { spanIds, traceIds } from './repeated-id.js';

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
  if (record.traceId !== undefined) {
    writeFixed32(writer, LOG_RECORD.flags, record.traceFlags);
    traceIds.write(writer, LOG_RECORD.traceId, record.traceId);
    if (record.spanId !== undefined) spanIds.write(writer, LOG_RECORD.spanId, record.spanId);
  }
  writeTime(writer, LOG_RECORD.observedTimeUnixNano, record.time);
}
