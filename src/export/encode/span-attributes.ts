import type { Attributes } from '@opentelemetry/api';
import type { Normalizer } from '../../core/normalize/index.js';
import { createPlainObject, type PlainObject } from '../../core/plain.js';
import { writeKeyValue, writeKeyValues } from './any-value.js';
import type { ProtoWriter } from './writer.js';

// opentelemetry.proto.trace.v1.Span
const ATTRIBUTES = 74;

/** Longer values and more keys are not remembered: what is kept stays below a quarter of a MiB. */
const MAX_CHARS = 256;
const MAX_KEYS = 512;

/** Payment cards have 14 digits and more; the normaliser searches such numbers for them. */
const MAX_PLAIN_NUMBER = 1e13;

/** What is known of an attribute key. */
interface Known {
  /** Whether the key is written as it is and its values are not secret by its name. */
  readonly isPlain: boolean;
  /** The last string value, and its KeyValue message once it came twice in a row. */
  value: string | undefined;
  bytes: Buffer | undefined;
}

/**
 * Writes the attributes of spans. Spans of a service have the same keys, and for most keys the same value again and
 * again (method, scheme, host, user agent): such a value is normalised, searched for secrets and encoded once.
 */
export class SpanAttributeWriter {
  #normalizer: Normalizer | undefined;
  #known = new Map<string, Known>();

  write(writer: ProtoWriter, attributes: Attributes, normalizer: Normalizer): void {
    if (normalizer !== this.#normalizer) {
      this.#normalizer = normalizer;
      this.#known.clear();
    }
    let rest: PlainObject | undefined;
    for (const key in attributes) {
      const value = attributes[key];
      if (this.#writeSimple(writer, key, value, normalizer)) continue;
      rest ??= createPlainObject();
      rest[key] = value as PlainObject[string];
    }
    if (rest === undefined) return;
    const fields = normalizer.toFields(rest);
    if (fields !== undefined) writeKeyValues(writer, ATTRIBUTES, fields);
  }

  /** @returns false, with nothing written, for what the normaliser has to see as a whole */
  #writeSimple(writer: ProtoWriter, key: string, value: unknown, normalizer: Normalizer): boolean {
    const known = this.#known.get(key) ?? this.#add(key, normalizer);
    if (!known.isPlain) return false;
    switch (typeof value) {
      case 'string':
        return value.length <= MAX_CHARS && this.#writeText(writer, key, value, known, normalizer);
      case 'number':
        if (!(Math.abs(value) < MAX_PLAIN_NUMBER)) return false;
        writeKeyValue(writer, ATTRIBUTES, key, value === 0 ? 0 : value);
        return true;
      case 'boolean':
        writeKeyValue(writer, ATTRIBUTES, key, value);
        return true;
      default:
        return false;
    }
  }

  #writeText(writer: ProtoWriter, key: string, value: string, known: Known, normalizer: Normalizer): true {
    const isRepeated = value === known.value;
    if (isRepeated && known.bytes !== undefined) {
      writer.raw(known.bytes);
      return true;
    }
    const start = writer.pos;
    const text = normalizer.toText(value);
    writeKeyValue(writer, ATTRIBUTES, key, text);
    // What was masked is counted each time, so it is not remembered.
    known.value = text === value ? value : undefined;
    known.bytes =
      isRepeated && text === value ? Buffer.from(writer.buffer.subarray(start, writer.pos)) : undefined;
    return true;
  }

  #add(key: string, normalizer: Normalizer): Known {
    const known = { isPlain: normalizer.keepsKey(key), value: undefined, bytes: undefined };
    if (this.#known.size >= MAX_KEYS) this.#known.clear();
    this.#known.set(key, known);
    return known;
  }
}
