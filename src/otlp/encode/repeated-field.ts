import type { PlainValue } from '../../core/plain.js';
import { CORRELATION_ATTRIBUTE } from '../../tracing/correlation-attribute.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { writeKeyValue } from './any-value.js';

/** Longer values are not remembered. */
const MAX_CHARS = 256;

/** A field that has the same value in message after message, as most have: it is encoded once. */
class RepeatedField {
  #value: PlainValue | undefined;
  #isRepeated = false;
  /** Its KeyValue message without the tag, once the value came three times in a row. */
  #bytes: Buffer | undefined;

  constructor(readonly key: string) {}

  /** Writes the value if it is the remembered one; returns whether it is. */
  repeat(writer: ProtoWriter, tag: number, value: unknown): boolean {
    if (value !== this.#value || value === undefined) return false;
    if (this.#bytes !== undefined) {
      writer.tag(tag);
      writer.raw(this.#bytes);
      return true;
    }
    const start = writer.pos;
    writeKeyValue(writer, tag, this.key, this.#value as PlainValue);
    if (this.#isRepeated) this.#bytes = Buffer.from(writer.buffer.subarray(start + 1, writer.pos));
    this.#isRepeated = true;
    return true;
  }

  /** What was clean may not be any more. */
  forget(): void {
    this.#value = undefined;
  }

  /** @param tag of a KeyValue, below 128 */
  write(writer: ProtoWriter, tag: number, value: PlainValue, remembers: boolean): void {
    writeKeyValue(writer, tag, this.key, value);
    this.#value = remembers && isShort(value) ? value : undefined;
    this.#isRepeated = false;
    this.#bytes = undefined;
  }
}

/** One for all messages: a request's log records and its span, which follow each other, have the same. */
const correlationIds = new RepeatedField(CORRELATION_ATTRIBUTE);

export function repeatedField(key: string): RepeatedField {
  return key === CORRELATION_ATTRIBUTE ? correlationIds : new RepeatedField(key);
}

function isShort(value: PlainValue): boolean {
  return typeof value === 'string' ? value.length <= MAX_CHARS : typeof value !== 'object';
}

/** Fields that mostly come with the same keys in the same order, such as those of contexts. */
export class RepeatedFields {
  readonly #fields: RepeatedField[] = [];

  constructor(
    private readonly tag: number,
    private readonly maxFields = 32,
  ) {}

  write(writer: ProtoWriter, fields: Readonly<Record<string, PlainValue>>): void {
    let index = 0;
    for (const key in fields) {
      const value = fields[key] as PlainValue;
      if (index < this.maxFields) {
        const field = this.#at(index++, key);
        if (!field.repeat(writer, this.tag, value)) field.write(writer, this.tag, value, true);
      } else writeKeyValue(writer, this.tag, key, value);
    }
  }

  #at(index: number, key: string): RepeatedField {
    let field = this.#fields[index];
    if (field?.key !== key) {
      field = repeatedField(key);
      this.#fields[index] = field;
    }
    return field;
  }
}
