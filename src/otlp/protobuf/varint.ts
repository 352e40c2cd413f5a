/** Bytes that an unsigned 32-bit value takes. */
export function varintBytes(value: number): number {
  return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : value < 268_435_456 ? 4 : 5;
}

/** Writes an unsigned 32-bit value; returns the offset after it. */
export function writeVarint(target: Buffer, offset: number, value: number): number {
  let at = offset;
  let left = value >>> 0;
  while (left > 127) {
    target[at++] = (left & 127) | 128;
    left >>>= 7;
  }
  target[at++] = left;
  return at;
}
