import { type Attributes, type AttributeValue, diag } from '@opentelemetry/api';
import { AddAttributeDecision, maybeAddAttribute } from '@opentelemetry/core';
import { createPlainObject } from '../../core/plain.js';
import { checked, eachOf, plainAttributes } from './bounded.js';

/** Attributes within their limits, as the specification's "Attribute Limits" say. Takes any value and never throws. */
export class AttributeSet {
  values = createPlainObject() as Attributes;
  /** Attributes left out: above the limit, or, among those a span starts with, of no valid type. */
  dropped = 0;
  #count = 0;

  constructor(
    private readonly countLimit: number,
    private readonly lengthLimit: number,
  ) {}

  /** Sets one attribute, or leaves it out. */
  set(key: string, value: unknown): void {
    if (value === undefined) return;
    if (this.#add(key, value) === AddAttributeDecision.DROP_LIMIT_REACHED) {
      if (this.dropped === 0) diag.warn('Dropping extra attributes.');
      this.dropped++;
    }
  }

  /**
   * Takes an object over as the attributes to start with, which costs a tenth of {@link start}.
   * @param attributes all valid, in an object that inherits nothing
   */
  adopt(attributes: Attributes): void {
    const count = Object.keys(attributes).length;
    if (count > this.countLimit || this.lengthLimit !== Number.POSITIVE_INFINITY) {
      this.start(attributes);
      return;
    }
    this.values = attributes;
    this.#count = count;
  }

  /** Sets several. */
  setAll(attributes: Attributes): void {
    this.#readEach(attributes, (key, value) => this.set(key, value));
  }

  /** Sets the attributes that something starts with; what is not valid among them counts as dropped. */
  start(attributes: Attributes | undefined): void {
    if (attributes === undefined) return;
    this.#readEach(attributes, (key, value) => {
      if (value !== undefined && this.#add(key, value) <= AddAttributeDecision.DROP_LIMIT_REACHED)
        this.dropped++;
    });
  }

  /** Sets an attribute that matters more than those that are there: within the limits, the last one gives way. */
  force(key: string, value: string): void {
    if (this.values[key] === undefined) {
      if (this.countLimit === 0) return;
      if (this.#count >= this.countLimit) {
        const last = Object.keys(this.values).at(-1) as string;
        delete this.values[last];
        this.dropped++;
      } else this.#count++;
    }
    this.values[key] = value.length <= this.lengthLimit ? value : value.substring(0, this.lengthLimit);
  }

  #readEach(attributes: Attributes, each: (key: string, value: unknown) => void): void {
    const { dropped } = this;
    try {
      eachOf(attributes, each);
    } catch {
      this.dropped = dropped;
      eachOf(plainAttributes(attributes), each);
    }
  }

  #add(key: string, value: unknown): AddAttributeDecision {
    if (key === '') {
      invalid(key);
      return AddAttributeDecision.DROP_INVALID;
    }
    const { values } = this;
    const isNew = values[key] === undefined;
    if (isNew && this.#count >= this.countLimit) return AddAttributeDecision.DROP_LIMIT_REACHED;
    const clean = this.#clean(key, value);
    if (clean === undefined) return AddAttributeDecision.DROP_INVALID;
    values[key] = clean;
    if (!isNew) return AddAttributeDecision.ADD_OVERWRITE_EXISTING;
    this.#count++;
    return AddAttributeDecision.ADD_NEW;
  }

  /** A copy within the limits; undefined for what is no attribute. */
  #clean(key: string, value: unknown): AttributeValue | undefined {
    switch (typeof value) {
      case 'string':
        return value.length <= this.lengthLimit ? value : value.substring(0, this.lengthLimit);
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
    const limits = {
      attributeCountLimit: Number.POSITIVE_INFINITY,
      attributeValueLengthLimit: this.lengthLimit,
    };
    return checked(value, (bounded) => {
      const attributes: Attributes = {};
      maybeAddAttribute({ key, value: bounded, attributes, limits, currentAttributesCount: 0 });
      return attributes[key];
    });
  }
}

function invalid(key: string): undefined {
  diag.warn(`Invalid attribute: ${key}`);
}
