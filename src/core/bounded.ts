/** As the normaliser's bounds: values in all, and levels of nesting. */
export const MAX_VALUES = 2000;
const MAX_DEPTH = 64;

/**
 * Whether a value can be walked by code that knows no bounds: few values at any depth, and none that throws. A sparse
 * array of 4,000,000,000 items keeps a loop busy for minutes.
 */
export function isBounded(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  try {
    return new SizeCheck().isWithin(value, 0);
  } catch {
    return false;
  }
}

class SizeCheck {
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
