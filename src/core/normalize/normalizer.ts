import type { PlainException, PlainObject, PlainValue } from '../plain.js';
import type { Redactor } from '../redact/redactor.js';
import { toException } from './exception.js';
import { KeyCache } from './keys.js';
import { DEFAULT_LIMITS, type NormalizeLimits } from './limits.js';
import { UNREADABLE } from './markers.js';
import { QUERY, Walk } from './walk.js';

/**
 * Renders any value as plain, bounded data. None of the methods throws, hangs or changes what it is given; getters
 * and `toJSON` are called once at most. docs/values.md lists the rendering of each type.
 */
export interface Normalizer {
  toPlain(value: unknown): PlainValue;
  /**
   * The own enumerable string-keyed fields of a log call's meta, secrets masked by key and by pattern.
   * @param skip names to leave out
   * @returns undefined when there are none
   */
  toFields(meta: object, skip?: ReadonlySet<string>): PlainObject | undefined;
  /** Whether a field of this name is written under it, and not masked because of it. */
  keepsKey(key: string): boolean;
  /** Text of a log message: strings cleaned, an Error's message, the JSON text of other objects. */
  toText(value: unknown): string;
  /** Text of a field, by its name. */
  toFieldText(key: string, value: string): string;
  /**
   * Any thrown value, with its causes and an AggregateError's errors.
   * @param skip names of fields that others put on it
   */
  toException(error: unknown, skip?: ReadonlySet<string>): PlainException;
}

interface NormalizerOptions {
  /** Masks secrets in keys and strings; without one nothing is masked. */
  redactor?: Redactor;
  limits?: Partial<NormalizeLimits>;
}

export function createNormalizer(options: NormalizerOptions = {}): Normalizer {
  return new ValueNormalizer({ ...DEFAULT_LIMITS, ...options.limits }, options.redactor);
}

const MAX_REMEMBERED_CHARS = 256;

/**
 * A getter or `toJSON` may log in its turn, and what it logs has the same getter: deeper than this, values are not read.
 * Without a bound such an app comes to the end of its stack, where each of the ways to write a line is tried in vain, at
 * each depth again (minutes on Node.js 22.15).
 */
const MAX_DEPTH = 8;

class ValueNormalizer implements Normalizer {
  private readonly keys: KeyCache;
  // A getter or toJSON may log in its turn, so a walk is taken while in use.
  private idle: Walk | undefined;
  private depth = 0;
  /** The last text in which nothing was masked or mended: the IDs of a request come several times in a row. */
  private lastClean: unknown;

  constructor(
    private readonly limits: NormalizeLimits,
    private readonly redactor: Redactor | undefined,
  ) {
    this.keys = new KeyCache(redactor, limits.keyChars);
  }

  toPlain(value: unknown): PlainValue {
    if (this.depth >= MAX_DEPTH) return UNREADABLE;
    const walk = this.take();
    try {
      return walk.value(value, '');
    } catch {
      return UNREADABLE;
    } finally {
      this.give(walk);
    }
  }

  toFields(meta: object, skip?: ReadonlySet<string>): PlainObject | undefined {
    if (this.depth >= MAX_DEPTH) return undefined;
    const walk = this.take();
    try {
      return walk.rootFields(meta, skip);
    } catch {
      return undefined;
    } finally {
      this.give(walk);
    }
  }

  keepsKey(key: string): boolean {
    const { name, rule } = this.keys.get(key);
    return name === key && rule === 0;
  }

  toText(value: unknown): string {
    if (value === this.lastClean && typeof value === 'string') return value;
    if (this.depth >= MAX_DEPTH && typeof value !== 'string') return UNREADABLE;
    const walk = this.take();
    try {
      const text = walk.message(value);
      if (text === value && text.length <= MAX_REMEMBERED_CHARS) this.lastClean = value;
      return text;
    } catch {
      return UNREADABLE;
    } finally {
      this.give(walk);
    }
  }

  toFieldText(key: string, value: string): string {
    return key === QUERY ? String(this.toFields({ [key]: value })?.[key] ?? UNREADABLE) : this.toText(value);
  }

  toException(error: unknown, skip?: ReadonlySet<string>): PlainException {
    if (this.depth >= MAX_DEPTH) return unreadableException();
    const walk = this.take();
    try {
      return toException(walk, error, skip);
    } catch {
      return unreadableException();
    } finally {
      this.give(walk);
    }
  }

  private take(): Walk {
    const walk = this.idle ?? new Walk(this.limits, this.redactor, this.keys);
    this.idle = undefined;
    this.depth++;
    return walk.reset();
  }

  private give(walk: Walk): void {
    this.idle = walk;
    this.depth--;
  }
}

function unreadableException(): PlainException {
  return { type: 'Error', message: UNREADABLE, traceback: [] };
}
