import { isIdentifierName } from './card-number.js';
import { isDescription } from './description.js';
import { COLON, DIGITS, EQUALS, hintsOf, KEY_RUN, PERCENT, QUOTE } from './hints.js';
import { maskInsertedValues } from './inserted-values.js';
import { createKeyMatcher, type KeyRule } from './keys.js';
import { createNameTraits, type TraitsOf } from './name-traits.js';
import { maskNamedValues } from './named-values.js';
import { type RedactOptions, resolveRedactOptions } from './options.js';
import {
  EMAIL_PATTERN,
  FIRST_PATTERNS,
  type IsSecret,
  SECRET_PATTERNS,
  type SecretPattern,
} from './patterns/index.js';
import { percentDecoded } from './percent.js';
import { isSecretValue } from './secret-value.js';
import { unitTable } from './units.js';
import { isRandom } from './value-shape.js';
import { maskVendorKeys } from './vendor-keys.js';

export type { KeyRule } from './keys.js';

/** Masks secrets in text and by the names of fields. None of its methods throws. */
export interface Redactor {
  /** Secrets masked since the redactor was made. A caller that masks the same value twice sets it back in between. */
  count: number;
  readonly replacement: string;
  /**
   * The text with every secret in it masked; the same string when there is none.
   * @param name of the field that holds it
   */
  text(value: string, name?: string): string;
  /** What the name of a field says about its value. Not cached. */
  keyRule(key: string): KeyRule;
  /**
   * Whether `value` under a name of this rule is to be masked; counts it. Null, undefined, booleans and empty texts tell
   * no secret and are kept.
   */
  hides(rule: KeyRule, value: unknown): boolean;
}

/** A URL inside of a URL is encoded twice. */
const MAX_ENCODINGS = 2;

/** Shorter text holds no secret that a pattern knows. */
const MIN_CHARS = 7;

/**
 * The digits of a UUID ask for most of the patterns, and none of them matches one: no prefix fits in hex digits, and
 * runs of digits are too short or go on too long for a card number. UUIDs are on every line of a request.
 */
const UUID_CHARS = 36;
/** Which character codes may stand in a UUID: 1 for hex digits, 2 for the hyphen. */
const UUID_UNITS = unitTable([1, '0123456789abcdefABCDEF'], [2, '-']);

let lastUuid: string | undefined;

/** The parts of a request ask for the same one, one after the other. */
function isUuid(text: string): boolean {
  if (text === lastUuid) return true;
  if (text.length !== UUID_CHARS) return false;
  // A loop takes a third of the time of an expression.
  for (let index = 0; index < UUID_CHARS; index++) {
    const isHyphen = index === 8 || index === 13 || index === 18 || index === 23;
    if (UUID_UNITS[text.charCodeAt(index)] !== (isHyphen ? 2 : 1)) return false;
  }
  lastUuid = text;
  return true;
}

const firstPatternsFor = byHints(FIRST_PATTERNS);
const secretPatternsFor = byHints(SECRET_PATTERNS);

/** What is searched for: a pattern with its expression made. */
interface Search {
  readonly needs: string | undefined;
  readonly expression: RegExp;
  readonly mask: SecretPattern['mask'];
}

/**
 * The patterns that a text with these hints may match, in their order. They are remembered, since to ask each pattern
 * for its hints took a quarter of the time of an ordinary text.
 */
function byHints(patterns: readonly SecretPattern[]): (hints: number) => readonly Search[] {
  const known = new Map<number, readonly Search[]>();
  const made = new Map<SecretPattern, Search>();
  const searchFor = (pattern: SecretPattern): Search => {
    let search = made.get(pattern);
    if (search === undefined) {
      search = { needs: pattern.needs, expression: pattern.expression(), mask: pattern.mask };
      made.set(pattern, search);
    }
    return search;
  };
  return (hints) => {
    let found = known.get(hints);
    if (found === undefined) {
      found = patterns.filter((pattern) => (hints & pattern.hints) === pattern.hints).map(searchFor);
      known.set(hints, found);
    }
    return found;
  };
}

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function createRedactor(options?: RedactOptions): Redactor {
  const resolved = resolveRedactOptions(options);
  const more = resolved.patterns.map(userPattern);
  if (resolved.emails) more.push(EMAIL_PATTERN);
  return new PatternRedactor(resolved.replacement, createKeyMatcher(resolved), more);
}

function userPattern(expression: RegExp, index: number): SecretPattern {
  const flags = expression.flags.includes('g') ? expression.flags : `${expression.flags}g`;
  return {
    name: `patterns[${index}]`,
    hints: 0,
    expression: () => new RegExp(expression.source, flags.replace('y', '')),
    mask: (replacement, match) => (match === '' ? match : replacement),
  };
}

class PatternRedactor implements Redactor {
  count = 0;
  private readonly morePatternsFor: ReturnType<typeof byHints>;
  private readonly traitsOf: TraitsOf;
  private readonly isSecret: IsSecret;
  private readonly onMask = (): void => {
    this.count++;
  };

  constructor(
    readonly replacement: string,
    readonly keyRule: (key: string) => KeyRule,
    /** The user's, and those that were opted for. */
    private readonly more: readonly SecretPattern[],
  ) {
    this.morePatternsFor = byHints(more);
    this.traitsOf = createNameTraits(keyRule);
    this.isSecret = (name, value, form) => isSecretValue(this.traitsOf(name), value, form);
  }

  text(value: string, name = ''): string {
    const hints = value.length < MIN_CHARS || isUuid(value) ? 0 : hintsOf(value);
    if ((hints & DIGITS) !== 0 && isIdentifierName(name) && /^\d+$/.test(value)) return value;
    const clean = this.search(value, hints);
    const isEncoded = (hints & PERCENT) !== 0 || ((hints & EQUALS) !== 0 && clean.includes('+'));
    return isEncoded ? this.searchEncoded(clean) : clean;
  }

  hides(rule: KeyRule, value: unknown): boolean {
    if (rule === 0 || value === null || value === undefined || value === '' || typeof value === 'boolean')
      return false;
    if (rule === 4 && !(typeof value === 'string' && isRandom(value))) return false;
    if (isDescription(rule, value)) return false;
    this.count++;
    return true;
  }

  private search(value: string, hints: number): string {
    const clean = hints === 0 ? value : this.searchAll(value, hints);
    return this.more.length === 0 ? clean : this.masked(clean, this.morePatternsFor(hints));
  }

  private searchAll(value: string, hints: number): string {
    let text = this.masked(value, firstPatternsFor(hints));
    if ((hints & (COLON | EQUALS)) !== 0)
      text = maskNamedValues(text, this.replacement, this.traitsOf, this.onMask);
    text = this.masked(text, secretPatternsFor(hints));
    if ((hints & QUOTE) !== 0) text = maskInsertedValues(text, this.replacement, this.traitsOf, this.onMask);
    return (hints & KEY_RUN) === 0 ? text : maskVendorKeys(text, this.replacement, this.onMask);
  }

  /** Parts of a query one by one, since a secret ends with its part. */
  private searchEncoded(value: string): string {
    return value
      .split('&')
      .map((part) => (/[%+]/.test(part) ? this.searchEncodedPart(part) : part))
      .join('&');
  }

  /** Text whose secrets show only when it is decoded becomes the decoded text, masked; other text stays as it is. */
  private searchEncodedPart(value: string): string {
    let decoded = value;
    for (let level = 0; level < MAX_ENCODINGS; level++) {
      const encoded = decoded;
      decoded = percentDecoded(encoded);
      if (decoded === encoded) break;
      const before = this.count;
      const clean = this.search(decoded, hintsOf(decoded));
      if (this.count !== before) return clean;
    }
    return value;
  }

  private masked(value: string, patterns: readonly Search[]): string {
    let text = value;
    for (const pattern of patterns) {
      if (pattern.needs !== undefined && !text.includes(pattern.needs)) continue;
      // Most texts have none, and to look for it takes a third of the time of a replacement by a function.
      if (text.search(pattern.expression) === -1) continue;
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
