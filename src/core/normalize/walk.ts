import { types } from 'node:util';
import { createPlainObject, type PlainObject, type PlainValue } from '../plain.js';
import { isSecretItem, type ListKind, listKindOf, placeOf, secretsBeside } from '../redact/beside.js';
import type { KeyRule, Redactor } from '../redact/redactor.js';
import { bigintText, builtinText, bytesOf, bytesText, className, functionText, unboxed } from './builtins.js';
import { renderList, renderMap, renderSet } from './collections.js';
import { isError, isErrorSafely, messageOf, renderException } from './exception.js';
import type { KeyCache } from './keys.js';
import type { NormalizeLimits } from './limits.js';
import { MORE, UNREADABLE } from './markers.js';
import { cutText, head, wellFormed } from './text.js';

const CIRCULAR = '[Circular]';
// Read beyond a cut, so that a secret that straddles it is still seen whole.
const CUT_OVERLAP = 1_024;
// No pattern needs more than this to know a secret by its beginning.
const UNSURE_END = 128;
/** As OpenTelemetry's conventions call it. */
export const QUERY = 'url.query';
const UNREAD = Symbol('unread');

/** One rendering: the values still to be spent, and the objects that are being rendered. */
export class Walk {
  private values = 0;
  private chars = 0;
  private readonly ancestors: object[] = [];

  constructor(
    readonly limits: NormalizeLimits,
    private readonly redactor: Redactor | undefined,
    private readonly keys: KeyCache,
  ) {}

  reset(): this {
    this.values = this.limits.values;
    this.chars = this.limits.totalChars;
    // Setting a length costs more than looking at it, also when nothing changes.
    if (this.ancestors.length > 0) this.ancestors.length = 0;
    return this;
  }

  /** Values that may still be rendered. */
  get left(): number {
    return this.values;
  }

  /** What stands for a secret. */
  get mask(): string {
    return this.redactor?.replacement ?? '';
  }

  get spent(): boolean {
    return this.values <= 0 || this.chars <= 0;
  }

  /** @param name of the field that holds it */
  text(value: string, name = ''): string {
    const { stringChars } = this.limits;
    const limit = this.chars < stringChars ? Math.max(0, this.chars) : stringChars;
    const length = value.length;
    if (length <= limit) {
      this.chars -= length;
      if (length < 2) return wellFormed(value);
      const formed = wellFormed(value);
      return this.redactor === undefined ? formed : this.redactor.text(formed, name);
    }
    this.chars -= limit;
    const taken = wellFormed(head(value, limit + CUT_OVERLAP));
    const clean = this.redactor === undefined ? taken : this.redactor.text(taken);
    // Masks may have shortened the text so far that its end, where a secret may begin, is within the limit.
    const sure = taken.length === length ? clean.length : Math.max(0, clean.length - UNSURE_END);
    return cutText(clean, Math.min(limit, sure), length - taken.length + clean.length);
  }

  /** A query without its question mark: alone, `sig=abc` may be anything. */
  private query(value: string): string {
    const text = this.text(`?${value}`);
    return text.startsWith('?') ? text.slice(1) : text;
  }

  /** Never throws: what can't be read becomes {@link UNREADABLE}. `key` is what `toJSON` is given. */
  value(value: unknown, key: string): PlainValue {
    this.values--;
    switch (typeof value) {
      case 'string':
        return key === QUERY ? this.query(value) : this.text(value, key);
      case 'number':
        return this.number(value, key);
      case 'boolean':
        return value;
      case 'undefined':
        return null;
      case 'object':
        if (value === null) return null;
        try {
          return this.object(value, key);
        } catch {
          return UNREADABLE;
        }
      case 'bigint':
        return this.text(bigintText(value), key);
      case 'symbol':
        return this.text(value.toString());
      default:
        try {
          return this.text(functionText(value as object));
        } catch {
          return UNREADABLE;
        }
    }
  }

  /** The name that a field is written under; a cut or masked one may collide with another. */
  place(fields: PlainObject, key: string, info = this.keys.get(key)): string {
    const { name } = info;
    this.chars -= name.length;
    let target = name;
    if (name !== key) for (let n = 2; target in fields; n++) target = `${name}~${n}`;
    return target;
  }

  /** The value of one field, with the key's rule applied. */
  field(key: string, value: unknown): PlainValue {
    const { redactor } = this;
    if (redactor !== undefined) {
      const rule = this.keys.get(key).rule;
      if (rule !== 0 && redactor.hides(rule, value)) return redactor.replacement;
    }
    return this.value(value, key);
  }

  /**
   * Text of a log message that isn't a string: an Error's message, the JSON text of other objects, otherwise the
   * same text as in a field.
   */
  message(value: unknown): string {
    if (typeof value === 'string') return this.text(value);
    if (value === undefined) return 'undefined';
    if (isErrorSafely(value)) return this.text(messageOf(value));
    const plain = this.value(value, '');
    return typeof plain === 'object' && plain !== null ? this.bounded(JSON.stringify(plain)) : String(plain);
  }

  private bounded(text: string): string {
    return text.length > this.limits.stringChars ? cutText(text, this.limits.stringChars, text.length) : text;
  }

  private number(value: number, key: string): PlainValue {
    if (!Number.isFinite(value)) return String(value);
    // Card numbers have 14 digits and more; as numbers they are found nowhere else.
    if (value >= 1e13 && this.redactor !== undefined && Number.isSafeInteger(value)) {
      const text = String(value);
      const clean = this.redactor.text(text, key);
      if (clean !== text) return clean;
    }
    return value === 0 ? 0 : value;
  }

  private object(value: object, key: string): PlainValue {
    const { ancestors } = this;
    if (ancestors.includes(value)) return CIRCULAR;
    if (ancestors.length >= this.limits.depth) return `[depth ${this.limits.depth} reached]`;
    const depth = ancestors.push(value);
    try {
      if (Array.isArray(value)) {
        const isInList = Array.isArray(ancestors[ancestors.length - 2]);
        return renderList(this, value, listKindOf(value, placeOf(key), isInList));
      }
      const prototype = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) {
        const special = this.special(value, key);
        if (special !== undefined) return special;
      }
      return this.walked(value, key);
    } finally {
      ancestors.length = depth - 1;
    }
  }

  /** Whatever is not rendered by its own fields. */
  private special(value: object, key: string): PlainValue | undefined {
    if (isError(value)) return renderException(this, value) as unknown as PlainObject;
    if (types.isMap(value)) return renderMap(this, value, key);
    if (types.isSet(value)) return renderSet(this, value);
    const bytes = bytesOf(value);
    if (bytes !== undefined) return this.bytes(bytes);
    if (types.isTypedArray(value)) return renderList(this, value as unknown as ArrayLike<unknown>);
    if (types.isBoxedPrimitive(value)) return this.value(unboxed(value), '');
    const text = builtinText(value);
    return text === undefined ? undefined : this.text(text);
  }

  private walked(value: object, key: string): PlainValue {
    const source = value as Record<string, unknown>;
    const toJson = source.toJSON;
    if (typeof toJson === 'function') {
      const json: unknown = toJson.call(value, key);
      if (json !== value) return this.fromJson(json, key);
    }
    const fields = this.fields(source, key, undefined);
    if (fields !== undefined) return fields;
    const name = className(value);
    return name === 'Object' ? createPlainObject() : this.text(`[${name}]`);
  }

  /** A result of toJSON; its own toJSON isn't asked again. */
  private fromJson(json: unknown, key: string): PlainValue {
    if (typeof json !== 'object' || json === null) return this.value(json, '');
    if (this.ancestors.includes(json)) return CIRCULAR;
    if (Array.isArray(json)) return renderList(this, json);
    const special = this.special(json, key);
    return special ?? this.fields(json as Record<string, unknown>, key, undefined) ?? createPlainObject();
  }

  /** The fields of a call's meta, which is an ancestor of all it holds. */
  rootFields(meta: object, skip: ReadonlySet<string> | undefined): PlainObject | undefined {
    this.ancestors.push(meta);
    try {
      return this.fields(meta as Record<string, unknown>, '', skip);
    } catch {
      // A Proxy whose ownKeys trap throws. A key says that there was something.
      const fields = createPlainObject();
      fields[MORE] = UNREADABLE;
      return fields;
    } finally {
      // To set a length is a call into the runtime; see `reset`.
      this.ancestors.pop();
    }
  }

  /** Own enumerable string keys; undefined when there are none to show. */
  fields(
    source: Record<string, unknown>,
    holder: string,
    skip: ReadonlySet<string> | undefined,
  ): PlainObject | undefined {
    const names = Object.keys(source);
    let fields: PlainObject | undefined;
    let isTelling = false;
    for (let index = 0; index < names.length; index++) {
      const name = names[index] as string;
      if (skip?.has(name)) continue;
      if (this.spent) {
        fields ??= createPlainObject();
        fields[MORE] = `[+${names.length - index} fields]`;
        break;
      }
      const value = this.read(source, name);
      if (value === undefined) continue;
      const info = this.keys.get(name);
      fields ??= createPlainObject();
      isTelling ||= info.isTelling;
      const target = this.place(fields, name, info);
      if (value === UNREAD) fields[target] = UNREADABLE;
      else if (info.rule !== 0 && this.redactor?.hides(info.rule, value))
        fields[target] = this.redactor.replacement;
      else fields[target] = this.value(value, name);
    }
    if (isTelling) this.hideBeside(fields as PlainObject, holder);
    return fields;
  }

  /** Masks what is secret by the fields beside it. */
  hideBeside(fields: PlainObject, holder: string): void {
    const { redactor } = this;
    if (redactor === undefined) return;
    for (const name of secretsBeside(fields, placeOf(holder), this.ruleOf))
      if (fields[name] !== redactor.replacement && redactor.hides(1, fields[name]))
        fields[name] = redactor.replacement;
  }

  /** Whether a list's item is to be masked because of the one before it, its name. */
  hidesItem(kind: ListKind, index: number, name: unknown, item: unknown): boolean {
    return isSecretItem(kind, index, name, item, this.ruleOf) && this.redactor?.hides(1, item) === true;
  }

  private readonly ruleOf = (name: string): KeyRule => this.keys.get(name).rule;

  private read(source: Record<string, unknown>, name: string): unknown {
    try {
      return source[name];
    } catch {
      return UNREAD;
    }
  }

  private bytes(bytes: Buffer): string {
    const { redactor, limits } = this;
    if (redactor !== undefined) {
      const text = bytes.toString('latin1', 0, limits.bytes + CUT_OVERLAP);
      if (redactor.text(text) !== text) return redactor.replacement;
    }
    const text = bytesText(bytes, limits);
    if (text.length > this.chars) {
      const kept = cutText(text, Math.max(0, this.chars), text.length);
      this.chars = 0;
      return kept;
    }
    this.chars -= text.length;
    return text;
  }
}
