import type { Attributes } from '@opentelemetry/api';
import type { Normalizer } from '../../core/normalize/index.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { tagsOf } from '../schema/resolve.js';
import { writeKeyValues } from './any-value.js';
import { repeatedField } from './repeated-field.js';

const { attributes: ATTRIBUTES } = tagsOf('Span');

/** Longer values and more keys are not remembered: what is kept stays below a quarter of a MiB. */
const MAX_CHARS = 256;
const MAX_KEYS = 512;

/** Payment cards have 14 digits and more; the normaliser searches such numbers for them. */
const MAX_PLAIN_NUMBER = 1e13;

type Simple = string | number | boolean;

interface Known {
  /** Whether the key is written as it is and its values are not secret by its name. */
  readonly isPlain: boolean;
  readonly field: ReturnType<typeof repeatedField>;
}

/**
 * Writes the attributes of spans. Spans of a service have the same keys, and for most keys the same value again and
 * again (method, scheme, host, user agent): such a value is normalised, searched for secrets and encoded once.
 */
export class SpanAttributeWriter {
  #normalizer: Normalizer | undefined;
  #known = new Map<string, Known>();
  /** By their place in the last span: those of the next one mostly come in the same order. */
  #order: Known[] = [];
  #values: Simple[] = [];

  write(writer: ProtoWriter, attributes: Attributes, normalizer: Normalizer): void {
    if (normalizer !== this.#normalizer) {
      this.#normalizer = normalizer;
      for (const { field } of this.#known.values()) field.forget();
      this.#known.clear();
      this.#order = [];
    }
    const count = this.#simpleValues(attributes, normalizer);
    if (count === undefined) {
      const fields = normalizer.toFields(attributes);
      if (fields !== undefined) writeKeyValues(writer, ATTRIBUTES, fields);
      return;
    }
    for (let index = 0; index < count; index++) {
      const value = this.#values[index]!;
      const { field } = this.#order[index]!;
      if (field.repeat(writer, ATTRIBUTES, value)) continue;
      const clean =
        typeof value === 'string' ? normalizer.toFieldText(field.key, value) : value === 0 ? 0 : value;
      // What was masked is counted each time, so it is not remembered.
      field.write(writer, ATTRIBUTES, clean, clean === value);
    }
  }

  /**
   * Puts the values into `#values`, the fields of their keys into `#order`.
   * @returns how many there are; undefined when one has to be seen together with the others, for the bounds that all of
   *   them share
   */
  #simpleValues(attributes: Attributes, normalizer: Normalizer): number | undefined {
    let index = 0;
    for (const key in attributes) {
      const value = attributes[key];
      if (index === MAX_KEYS || !isSimple(value) || !this.#at(index, key, normalizer).isPlain)
        return undefined;
      this.#values[index++] = value;
    }
    return index;
  }

  #at(index: number, key: string, normalizer: Normalizer): Known {
    const expected = this.#order[index];
    if (expected?.field.key === key) return expected;
    const known = this.#known.get(key) ?? this.#add(key, normalizer);
    this.#order[index] = known;
    return known;
  }

  #add(key: string, normalizer: Normalizer): Known {
    const field = repeatedField(key);
    const known = { isPlain: normalizer.keepsKey(key), field };
    if (this.#known.size >= MAX_KEYS) this.#known.clear();
    this.#known.set(key, known);
    return known;
  }
}

function isSimple(value: unknown): value is Simple {
  switch (typeof value) {
    case 'string':
      return value.length <= MAX_CHARS;
    case 'number':
      return Math.abs(value) < MAX_PLAIN_NUMBER;
    default:
      return typeof value === 'boolean';
  }
}
