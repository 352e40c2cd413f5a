import { wholeMillis } from '../../core/clock.js';
import type { PlainException, PlainObject, PlainValue } from '../../core/plain.js';
import { createSlot } from '../../core/slot.js';
import { lineLevel } from '../record/level.js';
import type { CapturedLog } from '../record/log-record.js';
import { safeContext } from '../record/reserved.js';
import { boundedLine, isWithinBound } from './byte-bound.js';
import { type LinePreset, withoutCollisions } from './presets/line-preset.js';
import { quote, quotedKey, safeJson } from './quote.js';
import { timestampText } from './timestamp.js';

function valueText(value: PlainValue): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      return `${value}`;
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return value === null ? 'null' : safeJson(value);
  }
}

function fieldsText(fields: PlainObject): string {
  let text = '';
  for (const key in fields) text += quotedKey(key) + valueText(fields[key] as PlainValue);
  return text;
}

/**
 * Joins the pieces that a text was put together from, which V8 does at the first look at a character. A piece that
 * many lines share would else be walked for each of them.
 */
function joined(text: string): string {
  text.charCodeAt(0);
  return text;
}

const fragments = createSlot<PlainObject, string>();
let lastContext: PlainObject | undefined;
let lastFragment = '';

/** Consecutive lines mostly share their context. */
function contextText(context: PlainObject): string {
  if (context === lastContext) return lastFragment;
  let fragment = fragments.get(context);
  if (fragment === undefined) {
    fragment = joined(fieldsText(safeContext(context)));
    fragments.set(context, fragment);
  }
  lastContext = context;
  lastFragment = fragment;
  return fragment;
}

let lastLevel: string | undefined;
let lastLogger: string | undefined;
let lastLevelText = '';

/** From the closing quote of the timestamp to the opening one of the message. */
function levelText(level: string, logger: string | undefined): string {
  if (level !== lastLevel || logger !== lastLogger) {
    const loggerText = logger === undefined ? '' : `,"logger":${quote(logger)}`;
    lastLevelText = joined(`","level":${quote(lineLevel(level))}${loggerText},"message":`);
    lastLevel = level;
    lastLogger = logger;
  }
  return lastLevelText;
}

let lastTraceId: string | undefined;
let lastSpanId: string | undefined;
let lastFlags = -1;
let lastTraceText = '';

function traceText({ traceId, spanId, traceFlags }: CapturedLog): string {
  if (traceId !== lastTraceId || spanId !== lastSpanId || traceFlags !== lastFlags) {
    const spanText = spanId === undefined ? '' : `,"span_id":"${spanId}"`;
    const idText = traceId === undefined ? '' : `,"trace_id":"${traceId}"`;
    const flagsField = traceId === undefined ? '' : `,"trace_flags":"${flagsText(traceFlags)}"`;
    lastTraceText = joined(idText + spanText + flagsField);
    lastTraceId = traceId;
    lastSpanId = spanId;
    lastFlags = traceFlags;
  }
  return lastTraceText;
}

/** Of a line that has the stack elsewhere. */
function withoutFrames({ traceback: _, cause, errors, ...rest }: PlainException): object {
  return {
    ...rest,
    ...(cause && { cause: withoutFrames(cause) }),
    ...(errors && { errors: errors.map(withoutFrames) }),
  };
}

/** Two hex digits. */
export function flagsText(flags: number): string {
  const byte = flags & 0xff;
  return (byte < 16 ? '0' : '') + byte.toString(16);
}

/**
 * The JSON line, without a line break: timestamp, level, logger, message, the context's fields, trace_id, span_id,
 * trace_flags, the call's fields, exception. What is undefined is left out. Line breaks and other control characters
 * in values are escaped, so a record is always one line.
 * A line has at most 256 KiB: of a longer one texts, lists and objects are cut.
 * @param preset adds its fields at the end
 */
export function renderLine(record: CapturedLog, preset?: LinePreset): string {
  const line = wholeLine(record, preset);
  return isWithinBound(line) ? line : boundedLine(record, (cut) => wholeLine(cut, preset));
}

function wholeLine(record: CapturedLog, preset: LinePreset | undefined): string {
  const { contextFields, fields, exception } =
    preset === undefined ? record : withoutCollisions(record, preset);
  let line = `{"timestamp":"${timestampText(wholeMillis(record.time))}${levelText(record.severityText, record.logger)}`;
  line += quote(record.message);
  if (contextFields !== undefined) line += contextText(contextFields);
  line += traceText(record);
  if (fields !== undefined) line += fieldsText(fields);
  if (exception !== undefined) {
    const shown = preset?.hasStack ? withoutFrames(exception) : exception;
    line += `,"exception":${safeJson(shown)}`;
  }
  return preset === undefined ? `${line}}` : `${line}${preset.text(record)}}`;
}
