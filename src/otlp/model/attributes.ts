import type { RawMessage } from '../schema/message.js';
import { listOf, textOf } from './proto-defaults.js';

/** An OTLP AnyValue as plain JavaScript; integers beyond 2^53 are bigint, an empty value is null. */
export type AttributeValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | AttributeValue[]
  | Attributes;

export interface Attributes {
  [key: string]: AttributeValue;
}

/** Key-values of a message; of a key that comes twice the last one stays. */
export function toAttributes(keyValues: unknown): Attributes {
  const attributes: Attributes = {};
  for (const { key, value } of listOf(keyValues)) {
    setOwn(attributes, textOf(key), toAttributeValue(value as RawMessage | undefined));
  }
  return attributes;
}

export function toAttributeValue(any: RawMessage | undefined): AttributeValue {
  for (const member in any) {
    const value = any[member];
    if (member === 'intValue') return toNumber(value as bigint);
    if (member === 'arrayValue') {
      return listOf((value as RawMessage).values).map(toAttributeValue);
    }
    if (member === 'kvlistValue') return toAttributes((value as RawMessage).values);
    return value as AttributeValue;
  }
  return null;
}

/** The number, or the bigint itself where a number would lose digits. */
export function toNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Assignment to `__proto__` would set the prototype instead of a property. */
function setOwn(target: Attributes, key: string, value: AttributeValue): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}
