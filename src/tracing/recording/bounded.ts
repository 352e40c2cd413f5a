import type { Attributes } from '@opentelemetry/api';
import { getValues } from '../../config/values.js';
import { isBounded, MAX_VALUES } from '../../core/bounded.js';

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
      // A getter or Proxy may have changed since `isBounded` read it.
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
