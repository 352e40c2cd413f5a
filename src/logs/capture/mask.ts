import type { KeyRule, Redactor } from '../../core/redact/redactor.js';
import type { Values } from '../values.js';
import type { Info } from './info.js';

/**
 * Masks secrets in place. Fields without one keep their original value, so that the app's formats see the Dates,
 * errors and objects that they expect.
 */
export function maskSecrets(info: Info, { redactor, normalizer }: Values): void {
  if (redactor === undefined) return;
  // Not enumerable on an Error, but winston's `format.errors({ stack: true })` prints it.
  if (info instanceof Error && typeof info.stack === 'string') {
    Object.defineProperty(info, 'stack', {
      value: redactor.text(info.stack),
      configurable: true,
      writable: true,
    });
  }
  for (const name of Object.keys(info)) {
    const value = info[name];
    if (name === 'level' || value === null || value === undefined || typeof value === 'boolean') continue;
    if (typeof value === 'string' && (name === 'message' || isPlainText(name, value, redactor))) {
      const masked = redactor.text(value);
      if (masked !== value) info[name] = masked;
      continue;
    }
    if (typeof value === 'number' && Math.abs(value) < MIN_CARD_NUMBER && ruleOf(name, redactor) !== 1)
      continue;
    const before = redactor.count;
    const plain = normalizer.toFields({ [name]: value });
    if (redactor.count !== before && plain !== undefined) info[name] = plain[name];
  }
}

/** Longer ones may be cut, which the normaliser does. */
const MAX_TEXT_CHARS = 4_096;
/** Numbers from here on may be those of payment cards. */
const MIN_CARD_NUMBER = 1e13;

/** Whether the patterns alone decide what becomes of a text; the normaliser, which else does, takes ten times as long. */
function isPlainText(name: string, value: string, redactor: Redactor): boolean {
  return value.length <= MAX_TEXT_CHARS && ruleOf(name, redactor) === 0 && value.isWellFormed();
}

/** Names come from code mostly; made-up ones must not grow the cache for ever. */
const MAX_NAMES = 2_048;
const rules = new WeakMap<Redactor, Map<string, KeyRule>>();

function ruleOf(name: string, redactor: Redactor): KeyRule {
  let known = rules.get(redactor);
  if (known === undefined) {
    known = new Map();
    rules.set(redactor, known);
  }
  let rule = known.get(name);
  if (rule === undefined) {
    rule = redactor.keyRule(name);
    if (known.size >= MAX_NAMES) known.clear();
    known.set(name, rule);
  }
  return rule;
}
