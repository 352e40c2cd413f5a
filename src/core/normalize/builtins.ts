import { types } from 'node:util';
import type { NormalizeLimits } from './limits.js';

/** Objects that have one documented text, and those that would be consumed or mean nothing when walked. */
const { toISOString, getTime } = Date.prototype;
const regExpToString = RegExp.prototype.toString;
const searchParamsToString = URLSearchParams.prototype.toString;
const hrefOf = Object.getOwnPropertyDescriptor(URL.prototype, 'href')!.get!;

// 2 ** 4096; BigInt's decimal conversion is superlinear in the number's length.
const BIGINT_BOUND = 1n << 4096n;

/** The decimal digits, up to 4,096 bits; above that a marker. */
export function bigintText(value: bigint): string {
  return value < BIGINT_BOUND && value > -BIGINT_BOUND ? value.toString() : '[BigInt over 4096 bits]';
}

export function functionText(value: object): string {
  const name = Object.getOwnPropertyDescriptor(value, 'name')?.value;
  return typeof name === 'string' && name !== '' ? `[Function: ${name}]` : '[Function]';
}

/** Text of a built-in object, or undefined for any other. Uses the built-in's own methods, never overridden ones. */
export function builtinText(value: object): string | undefined {
  if (types.isDate(value))
    return Number.isNaN(getTime.call(value)) ? 'Invalid Date' : toISOString.call(value);
  if (types.isRegExp(value)) return regExpToString.call(value);
  if (types.isPromise(value)) return '[Promise]';
  if (types.isWeakMap(value)) return '[WeakMap]';
  if (types.isWeakSet(value)) return '[WeakSet]';
  if (types.isGeneratorObject(value)) return '[Generator]';
  if (types.isMapIterator(value) || types.isSetIterator(value)) return '[Iterator]';
  if (types.isModuleNamespaceObject(value)) return '[Module]';
  if (types.isProxy(value)) return undefined;
  if (value instanceof WeakRef) return '[WeakRef]';
  if (value instanceof URL) return hrefOf.call(value) as string;
  if (value instanceof URLSearchParams) return searchParamsToString.call(value);
  return undefined;
}

/** The primitive inside a `new Number(…)`, `Object(1n)`, …, by the built-in valueOf. */
export function unboxed(value: object): unknown {
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value);
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value);
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value);
  if (types.isBigIntObject(value)) return BigInt.prototype.valueOf.call(value);
  return Symbol.prototype.valueOf.call(value);
}

export function bytesOf(value: object): Buffer | undefined {
  if (types.isUint8Array(value) || types.isDataView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return types.isAnyArrayBuffer(value) ? Buffer.from(value) : undefined;
}

export function bytesText(bytes: Buffer, limits: NormalizeLimits): string {
  if (bytes.length <= limits.bytes) return bytes.toString('base64');
  // A multiple of 3 keeps the text decodable: no padding before the marker.
  const kept = Math.max(3, limits.bytes - (limits.bytes % 3));
  return `${bytes.toString('base64', 0, kept)}…[cut ${bytes.length - kept} bytes]`;
}

/** Name of an object's class, without running getters; "Object" when it has none. */
export function className(value: object): string {
  for (let level: object | null = value, steps = 0; level !== null && steps < 8; steps++) {
    const made: unknown = Object.getOwnPropertyDescriptor(level, 'constructor')?.value;
    if (typeof made === 'function') {
      const name = Object.getOwnPropertyDescriptor(made, 'name')?.value;
      if (typeof name === 'string' && name !== '') return name;
    }
    level = Object.getPrototypeOf(level);
  }
  return 'Object';
}
