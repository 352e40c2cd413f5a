/**
 * What the normaliser makes of any value: finite numbers, well-formed strings, no cycles, bounded depth and size.
 * Both the JSON line and the OTLP record are written from it.
 */
export type PlainValue = string | number | boolean | null | PlainValue[] | PlainObject;

/** Own, enumerable string keys only. Made without a prototype setter in reach: a `__proto__` key is plain data. */
export interface PlainObject {
  [key: string]: PlainValue;
}

/** An error, rendered. Log line: `exception`; OTLP: `exception.type`, `exception.message`, `exception.stacktrace`. */
export interface PlainException {
  type: string;
  message: string;
  /** Stack frames, one entry a line, without the leading "Type: message" line. */
  traceback: string[];
  /** The error's other own fields, such as `code`, `errno` and `syscall`. */
  fields?: PlainObject;
  cause?: PlainException;
  /** Of an AggregateError. */
  errors?: PlainException[];
}

// Instances keep V8's fast properties, which Object.create(null) loses, and inherit nothing, so that
// `object['__proto__'] = value` makes an own property.
function PlainFields(): void {}
PlainFields.prototype = Object.freeze(Object.create(null));
const PlainFieldsClass = PlainFields as unknown as new () => PlainObject;

/** An empty {@link PlainObject} that inherits nothing. */
export function createPlainObject(): PlainObject {
  return new PlainFieldsClass();
}

/** Whether it is what an object literal makes, in any realm, or has no prototype. Never throws. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
  } catch {
    // A revoked Proxy.
    return false;
  }
}
