import { isTelling } from '../redact/beside.js';
import type { KeyRule, Redactor } from '../redact/redactor.js';
import { cutText, wellFormed } from './text.js';

export interface KeyInfo {
  /** The key as it is written: well-formed, bounded, without secrets. */
  name: string;
  rule: KeyRule;
  /** Whether the fields beside it matter. */
  isTelling: boolean;
  /** Secrets masked in the name. */
  masked: number;
}

/** Above this many different keys the cache starts anew: keys made of IDs must not grow it for ever. */
const MAX_ENTRIES = 2_048;
const MAX_CACHED_KEY_CHARS = 128;

/** Decides once per key how it is written and whether its value is secret. */
export class KeyCache {
  private readonly entries = new Map<string, KeyInfo>();

  constructor(
    private readonly redactor: Redactor | undefined,
    private readonly keyChars: number,
  ) {}

  get(key: string): KeyInfo {
    const known = this.entries.get(key);
    if (known === undefined) return this.add(key);
    // Callers tell by the count whether there was a secret.
    if (known.masked > 0 && this.redactor !== undefined) this.redactor.count += known.masked;
    return known;
  }

  private add(key: string): KeyInfo {
    const before = this.redactor?.count ?? 0;
    const name = this.nameOf(key);
    const masked = (this.redactor?.count ?? 0) - before;
    const info: KeyInfo = { name, rule: this.redactor?.keyRule(key) ?? 0, isTelling: isTelling(key), masked };
    if (key.length <= MAX_CACHED_KEY_CHARS) {
      if (this.entries.size >= MAX_ENTRIES) this.entries.clear();
      this.entries.set(key, info);
    }
    return info;
  }

  private nameOf(key: string): string {
    const { keyChars, redactor } = this;
    const taken = wellFormed(key.length > keyChars * 2 ? key.slice(0, keyChars * 2) : key);
    const clean = redactor === undefined ? taken : redactor.text(taken);
    const length = key.length - taken.length + clean.length;
    return length > keyChars ? cutText(clean, keyChars, length) : clean;
  }
}
