import type { PlainObject, PlainValue } from '../../../core/plain.js';
import { jsonString } from '../quote.js';

/** JSON text with the fields of objects sorted, as winston's `format.json()` writes plain values. */
export function sortedJson(value: PlainValue): string {
  switch (typeof value) {
    case 'string':
      return jsonString(value);
    case 'number':
      return `${value}`;
    case 'boolean':
      return value ? 'true' : 'false';
  }
  if (value === null) return 'null';
  let text = '';
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++)
      text += (index === 0 ? '' : ',') + sortedJson(value[index] as PlainValue);
    return `[${text}]`;
  }
  for (const name of Object.keys(value).sort())
    text += `${text === '' ? '' : ','}${jsonString(name)}:${sortedJson(value[name] as PlainValue)}`;
  return `{${text}}`;
}

/** Bounds of what {@link isSame} compares, far below those of the normaliser. */
const MAX_VALUES = 500;
const MAX_CHARS = 65_536;

/**
 * Whether the normaliser left a value as it is, and `format.json()` would print the one as the other: data without
 * prototypes, `toJSON`, undefined fields or anything else that the two treat differently. Asks within bounds over all
 * values of a line, so that the normaliser's own ones, which are those of a line, are not met.
 */
export class Comparison {
  #values = 0;
  #chars = 0;

  isSame(value: unknown, plain: PlainValue): boolean {
    if (++this.#values > MAX_VALUES) return false;
    if (typeof value !== 'object' || value === null) {
      if (typeof value === 'string') this.#chars += value.length;
      return value === plain && this.#chars <= MAX_CHARS;
    }
    if (typeof plain !== 'object' || plain === null) return false;
    if ((value as { toJSON?: unknown }).toJSON !== undefined) return false;
    if (Array.isArray(value)) return Array.isArray(plain) && this.#isSameList(value, plain);
    const prototype: unknown = Object.getPrototypeOf(value);
    if ((prototype !== Object.prototype && prototype !== null) || Array.isArray(plain)) return false;
    return this.#isSameObject(value as Record<string, unknown>, plain);
  }

  #isSameList(value: unknown[], plain: PlainValue[]): boolean {
    if (value.length !== plain.length) return false;
    for (let index = 0; index < value.length; index++)
      if (!this.isSame(value[index], plain[index] as PlainValue)) return false;
    return true;
  }

  #isSameObject(value: Record<string, unknown>, plain: PlainObject): boolean {
    const names = Object.keys(value);
    if (names.length !== Object.keys(plain).length) return false;
    for (const name of names) {
      this.#chars += name.length;
      if (!(name in plain) || !this.isSame(value[name], plain[name] as PlainValue)) return false;
    }
    return true;
  }
}
