import type { PlainObject } from '../../core/plain.js';
import { renamed } from '../../core/renamed.js';

/** Names of the JSON line's own fields, and those of an exception's OTLP attributes. */
const RESERVED: ReadonlySet<string> = new Set([
  'timestamp',
  'level',
  'logger',
  'message',
  'exception',
  'exception.type',
  'exception.message',
  'exception.stacktrace',
  'exception.fields',
  'trace_id',
  'span_id',
  'trace_flags',
]);

/** Whether a call's field of this name would collide with the line's own fields or those of the context. */
export function isReserved(name: string, context: PlainObject | undefined): boolean {
  return RESERVED.has(name) || (context !== undefined && Object.hasOwn(context, name));
}

/**
 * Moves fields with reserved names to `field_<name>`, or `field_<name>_2` and so on if that is taken too. Returns
 * `fields` itself when there is nothing to move.
 * @param context fields of the logging context, whose names are reserved as well
 */
export function moveReserved(fields: PlainObject, context: PlainObject | undefined): PlainObject {
  const taken = context === undefined ? undefined : safeContext(context);
  for (const name in fields) {
    if (isReserved(name, taken)) return renamed(fields, (candidate) => isReserved(candidate, taken));
  }
  return fields;
}

/**
 * As {@link moveReserved}, of fields that have no reserved names any more, for further names.
 * @param context whose names are not to be moved to
 */
export function moveNames(
  fields: PlainObject,
  names: ReadonlySet<string>,
  context: PlainObject | undefined,
): PlainObject {
  const isTaken = (name: string) => names.has(name) || isReserved(name, context);
  for (const name in fields) if (names.has(name)) return renamed(fields, isTaken);
  return fields;
}

let lastContext: PlainObject | undefined;
let lastSafe: PlainObject | undefined;

/** The context's fields with reserved names moved. Consecutive records mostly share their context. */
export function safeContext(context: PlainObject): PlainObject {
  if (context !== lastContext) {
    lastSafe = hasReserved(context) ? renamed(context, (name) => RESERVED.has(name)) : context;
    lastContext = context;
  }
  return lastSafe as PlainObject;
}

function hasReserved(context: PlainObject): boolean {
  for (const name in context) if (RESERVED.has(name)) return true;
  return false;
}
