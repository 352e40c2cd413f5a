/** Protobuf wire format, as far as requests are put together and taken apart here. */

/** Field 1 and field 2, length-delimited: the only ones from a request down to its records. */
export const TAG_FIELD_1 = 0x0a;
export const TAG_FIELD_2 = 0x12;

export function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

/** Writes an unsigned 32-bit value; returns the offset after it. */
export function writeVarint(target: Buffer, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  while (rest >= 0x80) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}

/** Size of a length-delimited field with a one-byte tag. */
export function fieldBytes(payloadBytes: number): number {
  return 1 + varintBytes(payloadBytes) + payloadBytes;
}

/** Writes tag and length of a length-delimited field; returns the offset of its payload. */
export function writeFieldHead(target: Buffer, offset: number, tag: number, payloadBytes: number): number {
  target[offset] = tag;
  return writeVarint(target, offset + 1, payloadBytes);
}

export interface WireField {
  number: number;
  /** Payload of a length-delimited field; empty for all other wire types. */
  payload: Buffer;
  /** Value of a varint field, exact up to 2^53; 0 for all other wire types. */
  varint: number;
}

/**
 * The fields of a message in order.
 * @throws RangeError when the bytes are not a protobuf message
 */
export function* readFields(message: Buffer): Generator<WireField> {
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const tag = readVarint(message, cursor);
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (wireType === 0) {
      yield { number, payload: EMPTY, varint: readVarint(message, cursor) };
      continue;
    }
    const length = wireType === 2 ? readVarint(message, cursor) : FIXED_BYTES[wireType];
    if (length === undefined || cursor.at + length > message.length)
      throw new RangeError('not a protobuf message');
    const payload = wireType === 2 ? message.subarray(cursor.at, cursor.at + length) : EMPTY;
    cursor.at += length;
    yield { number, payload, varint: 0 };
  }
}

const EMPTY = Buffer.alloc(0);
const FIXED_BYTES: Record<number, number> = { 1: 8, 5: 4 };

function readVarint(message: Buffer, cursor: { at: number }): number {
  let value = 0;
  let factor = 1;
  for (let index = 0; index < 10; index++) {
    const byte = message[cursor.at++];
    if (byte === undefined) break;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    factor *= 0x80;
  }
  throw new RangeError('not a protobuf message');
}
