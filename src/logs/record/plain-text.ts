import { isTelling } from '../../core/redact/beside.js';
import type { KeyRule, Redactor } from '../../core/redact/redactor.js';

/** Longer texts may be cut, which the normaliser does. */
const MAX_TEXT_CHARS = 4_096;
/** Numbers from here on may be those of payment cards. */
export const MIN_CARD_NUMBER = 1e13;

/** Whether the patterns alone decide what becomes of a text; the normaliser, which else does, takes ten times as long. */
export function isShortText(text: string): boolean {
  return text.length <= MAX_TEXT_CHARS && text.isWellFormed();
}

interface Traits {
  readonly rule: KeyRule;
  /** The name with secrets in it masked. */
  readonly name: string;
  /** Whether the fields beside it matter. */
  readonly isTelling: boolean;
}

/** Names come from code mostly; made-up ones must not grow the cache for ever. */
const MAX_NAMES = 2_048;
const known = new WeakMap<Redactor, Map<string, Traits>>();

/** What the name of a field says of secrets. */
export function traitsOf(key: string, redactor: Redactor): Traits {
  let names = known.get(redactor);
  if (names === undefined) {
    names = new Map();
    known.set(redactor, names);
  }
  let traits = names.get(key);
  if (traits === undefined) {
    traits = { rule: redactor.keyRule(key), name: redactor.text(key), isTelling: isTelling(key) };
    if (names.size >= MAX_NAMES) names.clear();
    names.set(key, traits);
  }
  return traits;
}
