import type { PlainObject, PlainValue } from '../core/plain.js';
import type { CapturedLog } from './log-record.js';
import { quote, quotedKey } from './quote.js';
import { safeContext } from './reserved.js';
import { timestampText } from './timestamp.js';

const fragments = new WeakMap<PlainObject, string>();
let lastContext: PlainObject | undefined;
let lastFragment = '';

function valueText(value: PlainValue): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      return `${value}`;
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return value === null ? 'null' : JSON.stringify(value);
  }
}

function fieldsText(fields: PlainObject): string {
  let text = '';
  for (const key in fields) text += quotedKey(key) + valueText(fields[key] as PlainValue);
  return text;
}

/** Consecutive lines mostly share their context. */
function contextText(context: PlainObject): string {
  if (context === lastContext) return lastFragment;
  let fragment = fragments.get(context);
  if (fragment === undefined) {
    fragment = fieldsText(safeContext(context));
    fragments.set(context, fragment);
  }
  lastContext = context;
  lastFragment = fragment;
  return fragment;
}

function flagsText(flags: number): string {
  if (flags === 1) return '01';
  const byte = flags & 0xff;
  return (byte < 16 ? '0' : '') + byte.toString(16);
}

/**
 * The JSON line, without a line break: timestamp, level, logger, message, the context's fields, trace_id, span_id,
 * trace_flags, the call's fields, exception. What is undefined is left out. Line breaks and other control characters
 * in values are escaped, so a record is always one line.
 */
export function renderLine(record: CapturedLog): string {
  let line = `{"timestamp":"${timestampText(record.timeUnixMillis)}","level":${quote(record.severityText)}`;
  if (record.logger !== undefined) line += `,"logger":${quote(record.logger)}`;
  line += `,"message":${quote(record.message)}`;
  if (record.contextFields !== undefined) line += contextText(record.contextFields);
  if (record.traceId !== undefined) line += `,"trace_id":"${record.traceId}"`;
  if (record.spanId !== undefined) line += `,"span_id":"${record.spanId}"`;
  if (record.traceId !== undefined) line += `,"trace_flags":"${flagsText(record.traceFlags)}"`;
  if (record.fields !== undefined) line += fieldsText(record.fields);
  if (record.exception !== undefined) line += `,"exception":${JSON.stringify(record.exception)}`;
  return `${line}}`;
}
