import { WireReader } from './reader.js';
import { WireType } from './wire-type.js';

interface WireField {
  /** As `tagsOf` has them. */
  readonly tag: number;
  /** Payload of a length-delimited field; empty for all other wire types. */
  readonly payload: Buffer;
  /** Value of a varint field as int64, exact up to 2^53; 0 for all other wire types. */
  readonly varint: number;
}

const EMPTY = Buffer.alloc(0);

/**
 * The fields of a message in order, without knowing which message it is.
 * @throws OtlpDecodeError when the bytes are not a protobuf message
 */
export function* readFields(message: Buffer): Generator<WireField> {
  const reader = new WireReader(message);
  while (reader.position < reader.length) {
    const tag = reader.uint32();
    const wireType = tag & 7;
    if (wireType === WireType.Length) yield { tag, payload: reader.view(), varint: 0 };
    else if (wireType === WireType.Varint) yield { tag, payload: EMPTY, varint: Number(reader.int64()) };
    else {
      reader.skip(wireType);
      yield { tag, payload: EMPTY, varint: 0 };
    }
  }
}
