import { OtlpDecodeError } from '../decode-error.js';
import { WireType } from './wire-type.js';

/** Reads protobuf primitives from a buffer. Every method throws OtlpDecodeError rather than read past the end. */
export class WireReader {
  readonly #buffer: Buffer;
  readonly #end: number;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.byteLength;
  }

  get position(): number {
    return this.#position;
  }

  get length(): number {
    return this.#end;
  }

  /** Tags, lengths and 32-bit values; longer varints keep their low 32 bits, as protobuf says. */
  uint32(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new OtlpDecodeError(`Varint longer than 10 bytes at ${this.#position}`);
  }

  uint64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new OtlpDecodeError(`Varint longer than 10 bytes at ${this.#position}`);
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  sint32(): number {
    const zigzag = this.uint32();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  fixed32(): number {
    return this.#buffer.readUInt32LE(this.#advance(4));
  }

  fixed64(): bigint {
    return this.#buffer.readBigUInt64LE(this.#advance(8));
  }

  sfixed64(): bigint {
    return this.#buffer.readBigInt64LE(this.#advance(8));
  }

  double(): number {
    return this.#buffer.readDoubleLE(this.#advance(8));
  }

  /** Malformed UTF-8 becomes U+FFFD: a bad byte in one message must not lose the batch. */
  string(): string {
    const length = this.uint32();
    const start = this.#advance(length);
    return this.#buffer.toString('utf8', start, start + length);
  }

  /** Length-delimited bytes, in the memory that is read. */
  view(): Buffer {
    const length = this.uint32();
    const start = this.#advance(length);
    return this.#buffer.subarray(start, start + length);
  }

  /** As {@link view}, in memory of their own. */
  bytes(): Buffer {
    return Buffer.from(this.view());
  }

  hex(): string {
    const length = this.uint32();
    const start = this.#advance(length);
    return this.#buffer.toString('hex', start, start + length);
  }

  /** End position of the length-delimited value that starts here. */
  lengthDelimitedEnd(): number {
    const length = this.uint32();
    const end = this.#position + length;
    if (end > this.#end) throw truncated(this.#position);
    return end;
  }

  skip(wireType: number): void {
    if (wireType === WireType.Varint) this.uint64();
    else if (wireType === WireType.Fixed64) this.#advance(8);
    else if (wireType === WireType.Length) this.#advance(this.uint32());
    else if (wireType === WireType.Fixed32) this.#advance(4);
    else throw new OtlpDecodeError(`Wire type ${wireType} at ${this.#position} is not used in proto3`);
  }

  #byte(): number {
    const byte = this.#buffer[this.#position];
    if (byte === undefined) throw truncated(this.#position);
    this.#position += 1;
    return byte;
  }

  #advance(length: number): number {
    const start = this.#position;
    if (start + length > this.#end) throw truncated(start);
    this.#position = start + length;
    return start;
  }
}

function truncated(position: number): OtlpDecodeError {
  return new OtlpDecodeError(`Truncated message at byte ${position}`);
}
