import { createKeyMatcher, type KeyRule } from './keys.js';
import { type RedactOptions, resolveRedactOptions } from './options.js';
import { EMAIL_PATTERN, SECRET_PATTERNS, type SecretPattern } from './patterns.js';
import { mayHoldSecret } from './trigger.js';

export type { KeyRule } from './keys.js';

/** Masks secrets in text and by the names of fields. None of its methods throws. */
export interface Redactor {
  /** Secrets masked since it was made. */
  readonly count: number;
  readonly replacement: string;
  /** The text with every secret in it masked; the same string when there is none. */
  text(value: string): string;
  /** What the name of a field says about its value. Not cached. */
  keyRule(key: string): KeyRule;
  /**
   * Whether `value` under a name of this rule is to be masked, whatever its type; counts it. Null, undefined and
   * booleans tell no secret and are kept.
   */
  hides(rule: KeyRule, value: unknown): boolean;
}

/** Shorter text holds no secret that a pattern knows. */
const MIN_CHARS = 7;

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function createRedactor(options?: RedactOptions): Redactor {
  const resolved = resolveRedactOptions(options);
  const always = resolved.patterns.map(userPattern);
  if (resolved.emails) always.push(EMAIL_PATTERN);
  return new PatternRedactor(resolved.replacement, createKeyMatcher(resolved), always);
}

function userPattern(expression: RegExp, index: number): SecretPattern {
  const flags = expression.flags.includes('g') ? expression.flags : `${expression.flags}g`;
  return {
    name: `patterns[${index}]`,
    expression: new RegExp(expression.source, flags.replace('y', '')),
    mask: (replacement, match) => (match === '' ? match : replacement),
  };
}

class PatternRedactor implements Redactor {
  count = 0;
  private readonly isSecret: (key: string, value: string) => boolean;

  constructor(
    readonly replacement: string,
    readonly keyRule: (key: string) => KeyRule,
    /** Patterns that the trigger doesn't know. */
    private readonly always: readonly SecretPattern[],
  ) {
    this.isSecret = (key, value) => {
      const rule = keyRule(key);
      return rule === 1 || (rule === 2 && !/^\d+$/.test(value));
    };
  }

  text(value: string): string {
    if (value.length < MIN_CHARS) return this.always.length === 0 ? value : this.masked(value, this.always);
    const clean = mayHoldSecret(value) ? this.masked(value, SECRET_PATTERNS) : value;
    return this.always.length === 0 ? clean : this.masked(clean, this.always);
  }

  hides(rule: KeyRule, value: unknown): boolean {
    if (rule === 0 || value === null || value === undefined || typeof value === 'boolean') return false;
    if (rule === 2 && (typeof value === 'number' || typeof value === 'bigint')) return false;
    this.count++;
    return true;
  }

  private masked(value: string, patterns: readonly SecretPattern[]): string {
    let text = value;
    for (const pattern of patterns) {
      if (pattern.needs !== undefined && !text.includes(pattern.needs)) continue;
      text = text.replace(pattern.expression, (match: string, ...rest: unknown[]) => {
        // Groups come before the offset, the first number.
        const groups = rest.slice(
          0,
          rest.findIndex((part) => typeof part === 'number'),
        ) as (string | undefined)[];
        const mask = pattern.mask(this.replacement, match, groups, this.isSecret);
        if (mask !== match) this.count++;
        return mask;
      });
    }
    return text;
  }
}
