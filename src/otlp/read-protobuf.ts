import { OtlpDecodeError } from './decode-error.js';
import { DecodeLimits } from './limits.js';
import { WireReader } from './protobuf/reader.js';
import { WireType } from './protobuf/wire-type.js';
import type { Representation } from './representation.js';
import type { Field, Message, RawMessage } from './schema/message.js';

/**
 * Reads a protobuf message by its table. Unknown fields are skipped, repeated scalars may be packed or not, of a oneof
 * the last member stays, a message field that comes twice is merged.
 * @throws OtlpDecodeError on truncated or malformed bytes, or beyond the limits of depth and number
 */
export function readProtobuf(
  message: Message,
  bytes: Uint8Array,
  representation: Representation,
): RawMessage {
  const reader = new WireReader(bytes);
  const target: RawMessage = {};
  new MessageReader(reader, representation).read(message, target, reader.length, 1);
  return target;
}

class MessageReader {
  readonly #limits = new DecodeLimits();

  constructor(
    private readonly reader: WireReader,
    private readonly representation: Representation,
  ) {}

  read(message: Message, target: RawMessage, end: number, depth: number): void {
    this.#limits.enter(depth);
    const reader = this.reader;
    while (reader.position < end) {
      const tag = reader.uint32();
      const wireType = tag & 7;
      const field = message.byNumber[tag >>> 3];
      if (tag >>> 3 === 0) throw new OtlpDecodeError(`Field number 0 at byte ${reader.position}`);
      if (field === undefined) reader.skip(wireType);
      else if (wireType === field.wireType) this.#readField(message, field, target, depth);
      else if (field.repeated && wireType === WireType.Length) this.#readPacked(field, target);
      else reader.skip(wireType);
    }
    if (reader.position > end)
      throw new OtlpDecodeError(`Field of ${message.name} reaches past its message's end`);
  }

  #readField(message: Message, field: Field, target: RawMessage, depth: number): void {
    if (field.oneof) clearOtherMembers(message, field, target);
    if (field.repeated) {
      listOf(target, field).push(this.#readValue(field, undefined, depth));
    } else {
      target[field.name] = this.#readValue(field, target[field.name], depth);
    }
  }

  #readPacked(field: Field, target: RawMessage): void {
    const end = this.reader.lengthDelimitedEnd();
    const list = listOf(target, field);
    while (this.reader.position < end) list.push(this.#readValue(field, undefined, 0));
    if (this.reader.position > end)
      throw new OtlpDecodeError(`Packed field ${field.name} has a partial value`);
  }

  #readValue(field: Field, previous: unknown, depth: number): unknown {
    const reader = this.reader;
    switch (field.type) {
      case 'message': {
        const end = reader.lengthDelimitedEnd();
        const nested = (previous ?? {}) as RawMessage;
        this.read(field.message!, nested, end, depth + 1);
        return nested;
      }
      case 'string':
        return reader.string();
      case 'id':
        return reader.hex();
      case 'bytes':
        return this.representation.bytes(reader.bytes());
      case 'bool':
        return reader.uint64() !== 0n;
      case 'enum':
      case 'uint32':
        return reader.uint32();
      case 'sint32':
        return reader.sint32();
      case 'fixed32':
        return reader.fixed32();
      case 'double':
        return this.representation.double(reader.double());
      default:
        return this.representation.int64(reader[field.type]());
    }
  }
}

function listOf(target: RawMessage, field: Field): unknown[] {
  const existing = target[field.name] as unknown[] | undefined;
  if (existing !== undefined) return existing;
  const list: unknown[] = [];
  target[field.name] = list;
  return list;
}

function clearOtherMembers(message: Message, field: Field, target: RawMessage): void {
  for (const name of Object.keys(target)) {
    if (name !== field.name && message.byName.get(name)?.oneof === true) delete target[name];
  }
}
