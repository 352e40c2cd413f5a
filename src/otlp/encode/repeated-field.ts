import type { PlainValue } from '../../core/plain.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { writeKeyValue } from './any-value.js';

/** Longer values are not remembered. */
const MAX_CHARS = 256;

/** A field that has the same value in message after message, as most have: it is encoded once. */
export class RepeatedField {
  #value: PlainValue | undefined;
  /** Its KeyValue message, once the value came twice in a row. */
  #bytes: Buffer | undefined;

  constructor(
    private readonly tag: number,
    readonly key: string,
  ) {}

  /** Writes the value if it is the remembered one; returns whether it is. */
  repeat(writer: ProtoWriter, value: unknown): boolean {
    if (value !== this.#value || value === undefined) return false;
    if (this.#bytes !== undefined) {
      writer.raw(this.#bytes);
      return true;
    }
    const start = writer.pos;
    writeKeyValue(writer, this.tag, this.key, this.#value as PlainValue);
    this.#bytes = Buffer.from(writer.buffer.subarray(start, writer.pos));
    return true;
  }

  write(writer: ProtoWriter, value: PlainValue, remembers: boolean): void {
    writeKeyValue(writer, this.tag, this.key, value);
    this.#value = remembers && isShort(value) ? value : undefined;
    this.#bytes = undefined;
  }
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
        if (!field.repeat(writer, value)) field.write(writer, value, true);
      } else writeKeyValue(writer, this.tag, key, value);
    }
  }

  #at(index: number, key: string): RepeatedField {
    let field = this.#fields[index];
    if (field?.key !== key) {
      field = new RepeatedField(this.tag, key);
      this.#fields[index] = field;
    }
    return field;
  }
}
