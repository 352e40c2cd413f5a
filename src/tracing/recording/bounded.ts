import type { Attributes } from '@opentelemetry/api';
import { getValues } from '../../logs/values.js';

/** As the normaliser's bounds: values in all, and levels of nesting. */
const MAX_VALUES = 2000;
const MAX_DEPTH = 64;

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

/** Calls `each` for what holds attributes; where that can't be read, for what can be read of it. */
export function readEach(attributes: unknown, each: (key: string, value: unknown) => void): void {
  if (typeof attributes !== 'object' || attributes === null) return;
  const fields = areBounded(attributes)
    ? (attributes as Attributes)
    : ((getValues().normalizer.toFields(attributes) ?? {}) as Attributes);
  for (const key of Object.keys(fields)) each(key, fields[key]);
}

function isBounded(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  try {
    return new Walk().isWithin(value, 0);
  } catch {
    return false;
  }
}

/** Without looking into the values: that is done one by one. */
function areBounded(fields: object): boolean {
  try {
    let left = MAX_VALUES;
    for (const key of Object.keys(fields)) {
      if (--left < 0) return false;
      void (fields as Attributes)[key];
    }
    return true;
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
