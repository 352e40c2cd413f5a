import type { Attributes } from '@opentelemetry/api';
import type { Normalizer } from '../../core/normalize/index.js';
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
    if (!this.#areSimple(attributes, normalizer)) {
      const fields = normalizer.toFields(attributes);
      if (fields !== undefined) writeKeyValues(writer, ATTRIBUTES, fields);
      return;
    }
    for (const key in attributes) {
      const value = attributes[key] as string | number | boolean;
      if (typeof value === 'string') this.#writeText(writer, key, value, normalizer);
      else writeKeyValue(writer, ATTRIBUTES, key, value === 0 ? 0 : value);
    }
  }

  /** Whether none has to be seen together with the others, for the bounds that all of them share. */
  #areSimple(attributes: Attributes, normalizer: Normalizer): boolean {
    for (const key in attributes) {
      const value = attributes[key];
      const isSimple =
        typeof value === 'string'
          ? value.length <= MAX_CHARS
          : typeof value === 'number'
            ? Math.abs(value) < MAX_PLAIN_NUMBER
            : typeof value === 'boolean';
      if (!isSimple || !this.#get(key, normalizer).isPlain) return false;
    }
    return true;
  }

  #writeText(writer: ProtoWriter, key: string, value: string, normalizer: Normalizer): void {
    const known = this.#get(key, normalizer);
    const isRepeated = value === known.value;
    if (isRepeated && known.bytes !== undefined) {
      writer.raw(known.bytes);
      return;
    }
    const start = writer.pos;
    const text = normalizer.toText(value);
    writeKeyValue(writer, ATTRIBUTES, key, text);
    // What was masked is counted each time, so it is not remembered.
    known.value = text === value ? value : undefined;
    known.bytes =
      isRepeated && text === value ? Buffer.from(writer.buffer.subarray(start, writer.pos)) : undefined;
  }

  #get(key: string, normalizer: Normalizer): Known {
    return this.#known.get(key) ?? this.#add(key, normalizer);
  }

  #add(key: string, normalizer: Normalizer): Known {
    const known = { isPlain: normalizer.keepsKey(key), value: undefined, bytes: undefined };
    if (this.#known.size >= MAX_KEYS) this.#known.clear();
    this.#known.set(key, known);
    return known;
  }
}
