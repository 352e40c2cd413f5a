import { types } from 'node:util';
import type { Values } from '../../config/values.js';
import { isErrorSafely } from '../../core/normalize/index.js';
import { readSafely } from '../../core/read-safely.js';
import {
  isSecretItem,
  isTelling,
  listKindOf,
  type Place,
  placeOf,
  secretsBeside,
} from '../../core/redact/beside.js';
import type { KeyRule, Redactor } from '../../core/redact/redactor.js';
import { isShortText, traitsOf } from '../record/plain-text.js';

type Key = string | symbol;

/** Objects in one info that are looked at; what has more is given as the normaliser renders it. */
const MAX_OBJECTS = 2_000;

/**
 * A copy of an object with the secrets in it masked. Objects that hold none, at any depth, are the very ones; those
 * that do are copied with their class, their hidden properties and their cycles. Errors stay Errors.
 */
export function maskedCopy(value: object, values: Values, redactor: Redactor): unknown {
  return new MaskedCopy(values, redactor).of(value);
}

class MaskedCopy {
  readonly #values: Values;
  readonly #redactor: Redactor;
  /** Of each object, those that hold it. */
  readonly #holders = new Map<object, Set<object>>();
  readonly #tainted = new Set<object>();
  readonly #copies = new Map<object, unknown>();
  /** Of each object, the keys whose values are secret by what stands beside them, in the kinds of places where it was seen. */
  readonly #beside = new Map<object, { seen: Set<string>; keys: Set<Key> }>();

  constructor(values: Values, redactor: Redactor) {
    this.#values = values;
    this.#redactor = redactor;
  }

  of(root: object): unknown {
    this.#noteBeside(root, undefined, false);
    this.#search(root);
    // A set grows while it is walked: what holds something that is masked is copied too.
    for (const object of this.#tainted)
      for (const holder of this.#holders.get(object) ?? []) this.#tainted.add(holder);
    return this.#masked('', root);
  }

  #search(root: object): void {
    const left: [object, name: string][] = [[root, '']];
    this.#holders.set(root, new Set());
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [object, holder] = next;
      if (!this.#isWalked(object)) {
        const plain = this.#rendered(object, holder);
        if (plain === object) continue;
        this.#tainted.add(object);
        this.#copies.set(object, plain);
        continue;
      }
      for (const [key, value] of entriesOf(object)) {
        if (this.#nameOf(key) !== key || this.#isLeafMasked(key, value)) this.#tainted.add(object);
        if (typeof value !== 'object' || value === null) continue;
        const name = typeof key === 'string' ? key : '';
        this.#noteBeside(value, placeOf(name), Array.isArray(object));
        const holders = this.#holders.get(value);
        if (holders !== undefined) holders.add(object);
        else {
          this.#holders.set(value, new Set([object]));
          left.push([value, name]);
        }
      }
    }
  }

  /** Of a shared object, all that is secret wherever it stands. */
  #noteBeside(object: object, place: Place, isInList: boolean): void {
    let beside = this.#beside.get(object);
    if (beside === undefined) {
      beside = { seen: new Set(), keys: new Set() };
      this.#beside.set(object, beside);
    }
    // There are few kinds of places, and there may be many references.
    const seen = `${place} ${isInList}`;
    if (beside.seen.has(seen)) return;
    beside.seen.add(seen);
    for (const key of keysBeside(object, place, isInList, this.#ruleOf)) beside.keys.add(key);
    if (beside.keys.size > 0) this.#tainted.add(object);
  }

  readonly #ruleOf = (name: string): KeyRule => traitsOf(name, this.#redactor).rule;

  #isWalked(object: object): boolean {
    return this.#holders.size <= MAX_OBJECTS && isWalkable(object);
  }

  #isLeafMasked(key: Key, value: unknown): boolean {
    if (this.#isSecretName(key, value)) return true;
    return (typeof value !== 'object' || value === null) && this.#leaf(key, value) !== value;
  }

  #isSecretName(key: Key, value: unknown): boolean {
    return typeof key === 'string' && this.#redactor.hides(traitsOf(key, this.#redactor).rule, value);
  }

  #nameOf(key: Key): Key {
    return typeof key === 'string' ? traitsOf(key, this.#redactor).name : key;
  }

  #masked(key: Key, value: unknown): unknown {
    if (this.#isSecretName(key, value)) return this.#redactor.replacement;
    if (typeof value !== 'object' || value === null) return this.#leaf(key, value);
    if (!this.#tainted.has(value)) return value;
    if (!this.#copies.has(value)) this.#copy(value);
    return this.#copies.get(value);
  }

  #leaf(key: Key, value: unknown): unknown {
    const name = typeof key === 'string' ? key : '';
    return typeof value === 'string' && isShortText(value)
      ? this.#redactor.text(value, name)
      : this.#rendered(value, name);
  }

  /** As the normaliser renders it under a name, if that masks a secret; else the value itself. */
  #rendered(value: unknown, name = ''): unknown {
    const before = this.#redactor.count;
    const fields = this.#values.normalizer.toFields({ [name]: value });
    return this.#redactor.count === before || fields === undefined ? value : Object.values(fields)[0];
  }

  #copy(value: object): void {
    if (!this.#isWalked(value)) this.#copies.set(value, this.#rendered(value));
    else if (types.isMap(value)) this.#copyMap(value);
    else if (types.isSet(value)) this.#copySet(value);
    else this.#copyProperties(value);
  }

  #copyMap(value: Map<unknown, unknown>): void {
    const copy = ofClass(value, new Map<unknown, unknown>());
    this.#copies.set(value, copy);
    const beside = this.#beside.get(value)?.keys;
    for (const [key, item] of Map.prototype.entries.call(value)) {
      const masked = beside?.has(key as Key)
        ? this.#redactor.replacement
        : this.#masked(typeof key === 'string' ? key : '', item);
      Map.prototype.set.call(copy, this.#masked('', key), masked);
    }
  }

  #copySet(value: Set<unknown>): void {
    const copy = ofClass(value, new Set<unknown>());
    this.#copies.set(value, copy);
    for (const item of Set.prototype.values.call(value)) Set.prototype.add.call(copy, this.#masked('', item));
  }

  #copyProperties(value: object): void {
    const copy = emptyLike(value);
    this.#copies.set(value, copy);
    const beside = this.#beside.get(value)?.keys;
    for (const key of Reflect.ownKeys(value)) {
      const { enumerable = false } = Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
      const name = Array.isArray(value) ? '' : key;
      const item = beside?.has(key) ? this.#redactor.replacement : readSafely(value, key);
      this.#define(copy, this.#freeName(copy, key), name, item, enumerable);
    }
    // Getters of classes may ask for private fields, which the copy has not.
    for (const key of accessorsOf(value))
      if (!Object.hasOwn(copy, key)) this.#define(copy, key, key, readSafely(value, key), false);
  }

  #define(copy: object, key: Key, name: Key, value: unknown, enumerable: boolean): void {
    const property = { value: this.#masked(name, value), enumerable, configurable: true, writable: true };
    Reflect.defineProperty(copy, key, property);
  }

  /** The key without secrets in it. */
  #freeName(copy: object, key: Key): Key {
    const name = this.#nameOf(key);
    let free = name;
    if (name !== key) for (let n = 2; Object.hasOwn(copy, free); n++) free = `${String(name)}_${n}`;
    return free;
  }
}

/** Whether an object is known by its properties. */
function isWalkable(object: object): boolean {
  // Their traps may throw, also where they are a prototype, and those that are revoked throw always.
  for (
    let level: object | null = object;
    level !== null;
    level = Object.getPrototypeOf(level) as object | null
  )
    if (types.isProxy(level)) return false;
  if (Array.isArray(object) || types.isMap(object) || types.isSet(object) || isErrorSafely(object))
    return true;
  if (ArrayBuffer.isView(object) || types.isBoxedPrimitive(object) || types.isRegExp(object)) return false;
  return typeof readSafely(object, 'toJSON') !== 'function' && !(object instanceof URLSearchParams);
}

/** Keys whose values are secret by what stands beside them. */
function* keysBeside(
  object: object,
  place: Place,
  isInList: boolean,
  ruleOf: (name: string) => KeyRule,
): Iterable<Key> {
  if (!isWalkable(object)) return;
  if (Array.isArray(object)) {
    const kind = listKindOf(object, place, isInList);
    for (const key of Object.keys(object)) {
      const index = Number(key);
      if (isSecretItem(kind, index, readSafely(object, String(index - 1)), readSafely(object, key), ruleOf))
        yield key;
    }
  } else {
    const names = types.isMap(object) ? [...Map.prototype.keys.call(object)] : Reflect.ownKeys(object);
    if (!names.some((name) => isTelling(name as string))) return;
    yield* secretsBeside(Object.fromEntries(entriesOf(object)), place, ruleOf);
  }
}

/** What an object holds, by the names that say whether it is secret. */
function* entriesOf(object: object): Iterable<readonly [Key, unknown]> {
  if (types.isMap(object)) {
    for (const [key, value] of Map.prototype.entries.call(object)) {
      yield ['', key];
      yield [typeof key === 'string' ? key : '', value];
    }
  } else if (types.isSet(object)) for (const value of Set.prototype.values.call(object)) yield ['', value];
  else if (Array.isArray(object)) for (const key of Object.keys(object)) yield ['', readSafely(object, key)];
  else {
    for (const key of Reflect.ownKeys(object)) yield [key, readSafely(object, key)];
    if (isErrorSafely(object)) for (const key of accessorsOf(object)) yield [key, readSafely(object, key)];
    else if (!Object.hasOwn(object, 'message')) yield ['message', readSafely(object, 'message')];
  }
}

/** Names of the properties that an object's classes compute. */
function accessorsOf(object: object): Set<string> {
  const names = new Set<string>();
  for (
    let level: object | null = Object.getPrototypeOf(object);
    level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level)
  )
    for (const name of Object.getOwnPropertyNames(level))
      if (name !== '__proto__' && Object.getOwnPropertyDescriptor(level, name)?.get !== undefined)
        names.add(name);
  return names;
}

function emptyLike(value: object): object {
  if (Array.isArray(value)) return ofClass(value, new Array(value.length));
  if (!types.isNativeError(value)) return Object.create(Object.getPrototypeOf(value)) as object;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return ofClass(value, error);
}

function ofClass<T extends object>(value: object, copy: T): T {
  return Object.setPrototypeOf(copy, Object.getPrototypeOf(value) as object) as T;
}
