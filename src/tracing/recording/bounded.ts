import type { Attributes } from '@opentelemetry/api';
import { getValues } from '../../logs/values.js';

/** As the normaliser's bounds: values in all, and levels of nesting. */
const MAX_VALUES = 2000;
const MAX_DEPTH = 64;

/** More than the normaliser's rendering ever has. */
const MAX_ATTRIBUTES = 2 * MAX_VALUES;

/**
 * Lets OpenTelemetry's own checks go through a value: the value itself, or, where that would take too long (an array of
 * a million items, a sparse one of four billion) or throws (getters, Proxies), its plain, bounded rendering.
 */
export function checked<T>(value: unknown, check: (value: unknown) => T): T {
  if (isBounded(value)) {
    try {
      return check(value);
    } catch {
      // What was read once need not be readable a second time.
    }
  }
  return check(getValues().normalizer.toPlain(value));
}

/**
 * Reads what holds attributes.
 * @throws what a getter or a Proxy throws, and RangeError for more attributes than any limit allows
 */
export function eachOf(attributes: Attributes, each: (key: string, value: unknown) => void): void {
  if (typeof attributes !== 'object' || attributes === null) return;
  const keys = Object.keys(attributes);
  if (keys.length > MAX_ATTRIBUTES) throw new RangeError('Too many attributes');
  for (const key of keys) each(key, attributes[key]);
}

/** What can be read of attributes that {@link eachOf} throws on. */
export function plainAttributes(attributes: Attributes): Attributes {
  return (getValues().normalizer.toFields(attributes) ?? {}) as Attributes;
}

function isBounded(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  try {
    return new Walk().isWithin(value, 0);
  } catch {
    return false;
  }
}

class Walk {
  #left = MAX_VALUES;

  isWithin(value: object, depth: number): boolean {
    if (ArrayBuffer.isView(value)) return true;
    if (depth > MAX_DEPTH || (Array.isArray(value) && value.length > this.#left)) return false;
    const items = Array.isArray(value) ? value : Object.values(value);
    this.#left -= items.length;
    if (this.#left < 0) return false;
    for (const item of items) {
      if (typeof item === 'object' && item !== null && !this.isWithin(item, depth + 1)) return false;
    }
    return true;
  }
}
