/**
 * Bounds of one rendering. Each cut leaves a marker in its place:
 * `…[cut 12345 chars]`, `…[cut 12345 bytes]`, `[+998000 items]`, `[+20 fields]`, `[depth 16 reached]`.
 */
export const DEFAULT_LIMITS = {
  /** Levels of nested objects and arrays. The walk is recursive: 200 go well on a stack of the default size. */
  depth: 16,
  /** Values in one call's fields, nested ones included. */
  values: 2_000,
  /** UTF-16 units of one string. */
  stringChars: 32_768,
  /** UTF-16 units of all strings and keys of one call's fields. */
  totalChars: 262_144,
  /** UTF-16 units of one key. */
  keyChars: 256,
  /** Bytes of one Buffer, ArrayBuffer, Uint8Array or DataView; rendered as base64. */
  bytes: 4_096,
  /** Stack frames of one error. */
  frames: 100,
  /** Errors in one exception: the error itself, its causes and an AggregateError's errors, at any level. */
  errors: 16,
};

export type NormalizeLimits = Readonly<typeof DEFAULT_LIMITS>;
