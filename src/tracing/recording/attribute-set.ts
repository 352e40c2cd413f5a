import { type Attributes, type AttributeValue, diag } from '@opentelemetry/api';
import { AddAttributeDecision, maybeAddAttribute } from '@opentelemetry/core';
import { createPlainObject } from '../../core/plain.js';
import { getValues } from '../../logs/values.js';

/** Attributes within their limits, as the specification's "Attribute Limits" say. Takes any value and never throws. */
export class AttributeSet {
  readonly values = createPlainObject() as Attributes;
  /** Attributes left out: above the limit, or, among those a span starts with, of no valid type. */
  dropped = 0;
  readonly #countLimit: number;
  readonly #lengthLimit: number;
  #count = 0;

  constructor(countLimit: number, lengthLimit: number) {
    this.#countLimit = countLimit;
    this.#lengthLimit = lengthLimit;
  }

  /** Sets one attribute, or leaves it out. */
  set(key: string, value: unknown): void {
    if (value === undefined) return;
    if (this.#add(key, value) === AddAttributeDecision.DROP_LIMIT_REACHED) {
      if (this.dropped === 0) diag.warn('Dropping extra attributes.');
      this.dropped++;
    }
  }

  /** Sets the attributes that something starts with; what is not valid among them counts as dropped. */
  start(attributes: object | undefined | null): void {
    if (typeof attributes !== 'object' || attributes === null) return;
    try {
      this.#addAll(attributes);
    } catch {
      // A getter or a Proxy that throws: what can be read of it.
      this.#addAll(getValues().normalizer.toFields(attributes) ?? {});
    }
  }

  /** Sets an attribute that no limit may cost. */
  force(key: string, value: string): void {
    if (this.values[key] === undefined) this.#count++;
    this.values[key] = value;
  }

  #addAll(attributes: object): void {
    for (const key of Object.keys(attributes)) {
      const value = (attributes as Attributes)[key];
      if (value !== undefined && this.#add(key, value) <= AddAttributeDecision.DROP_LIMIT_REACHED)
        this.dropped++;
    }
  }

  #add(key: string, value: unknown): AddAttributeDecision {
    const { values } = this;
    const isNew = values[key] === undefined;
    if (isNew && this.#count >= this.#countLimit) return AddAttributeDecision.DROP_LIMIT_REACHED;
    const clean = this.#clean(key, value);
    if (clean === undefined) return AddAttributeDecision.DROP_INVALID;
    values[key] = clean;
    if (!isNew) return AddAttributeDecision.ADD_OVERWRITE_EXISTING;
    this.#count++;
    return AddAttributeDecision.ADD_NEW;
  }

  /** A copy within the limits; undefined for what is no attribute. */
  #clean(key: string, value: unknown): AttributeValue | undefined {
    if (key === '') return invalid(key);
    switch (typeof value) {
      case 'string':
        return value.length <= this.#lengthLimit ? value : value.substring(0, this.#lengthLimit);
      case 'number':
      case 'boolean':
        return value;
      case 'object':
        return this.#cleanObject(key, value);
      default:
        return invalid(key);
    }
  }

  #cleanObject(key: string, value: object | null): AttributeValue | undefined {
    try {
      return this.#copy(key, value);
    } catch {
      // A throwing getter, or nesting that overflows the stack.
      return this.#copy(key, getValues().normalizer.toPlain(value));
    }
  }

  #copy(key: string, value: unknown): AttributeValue | undefined {
    const attributes: Attributes = {};
    const limits = {
      attributeCountLimit: Number.POSITIVE_INFINITY,
      attributeValueLengthLimit: this.#lengthLimit,
    };
    maybeAddAttribute({ key, value, attributes, limits, currentAttributesCount: 0 });
    return attributes[key];
  }
}

function invalid(key: string): undefined {
  diag.warn(`Invalid attribute: ${key}`);
}
