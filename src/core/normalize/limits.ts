import { invalidOption } from '../errors.js';

/**
 * Bounds of one rendering. Each cut leaves a marker in its place:
 * `…[cut 12345 chars]`, `…[cut 12345 bytes]`, `[+998000 items]`, `[+20 fields]`, `[depth 16 reached]`.
 */
export interface NormalizeLimits {
  /**
   * Levels of nested objects and arrays.
   * @default 16
   */
  depth: number;
  /**
   * Values in one call's fields, nested ones included.
   * @default 2000
   */
  values: number;
  /**
   * UTF-16 units of one string.
   * @default 32768
   */
  stringChars: number;
  /**
   * UTF-16 units of all strings and keys of one call's fields.
   * @default 262144
   */
  totalChars: number;
  /**
   * UTF-16 units of one key.
   * @default 256
   */
  keyChars: number;
  /**
   * Bytes of one Buffer, ArrayBuffer, Uint8Array or DataView; rendered as base64.
   * @default 4096
   */
  bytes: number;
  /**
   * Stack frames of one error.
   * @default 100
   */
  frames: number;
  /**
   * Errors in one exception: the error itself, its causes and an AggregateError's errors, at any level.
   * @default 16
   */
  errors: number;
}

export const DEFAULT_LIMITS: Readonly<NormalizeLimits> = {
  depth: 16,
  values: 2_000,
  stringChars: 32_768,
  totalChars: 262_144,
  keyChars: 256,
  bytes: 4_096,
  frames: 100,
  errors: 16,
};

/** Merges `limits` over the defaults. @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function resolveLimits(limits: Partial<NormalizeLimits> = {}): NormalizeLimits {
  const resolved = { ...DEFAULT_LIMITS };
  for (const name of Object.keys(DEFAULT_LIMITS) as (keyof NormalizeLimits)[]) {
    const value = limits[name];
    if (value === undefined) continue;
    if (!Number.isSafeInteger(value) || value < 1) {
      throw invalidOption(`limits.${name}`, 'an integer from 1 and up', value);
    }
    resolved[name] = value;
  }
  // The walk is recursive; this is far below where a default-sized stack ends.
  if (resolved.depth > 200) throw invalidOption('limits.depth', 'at most 200', resolved.depth);
  return resolved;
}
