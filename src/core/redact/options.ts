import { invalidOption, reading } from '../errors.js';

/**
 * What to mask beyond the built-in rules, and what not.
 * @example
 * ```ts
 * import { type RedactOptions, start } from 'tracebridge';
 *
 * const redact: RedactOptions = { keys: ['iban'], patterns: [/\bPL\d{26}\b/], emails: true };
 * start({ redact });
 * ```
 */
export interface RedactOptions {
  /**
   * More names of fields whose value is secret. A string matches as the built-in names do: letter case, `_`, `-`, `.`
   * and camelCase don't matter, and it may be preceded by other words (`iban` matches `customer_iban`). A RegExp is
   * tested against the name as written.
   * @default []
   */
  keys?: readonly (string | RegExp)[];
  /**
   * More patterns whose match is masked in every string. Each runs on each string, so it must be linear: no nested
   * quantifiers.
   * @default []
   */
  patterns?: readonly RegExp[];
  /**
   * Text in place of a secret.
   * @default "[REDACTED]"
   */
  replacement?: string;
  /**
   * Whether e-mail addresses are masked too.
   * @default false
   */
  emails?: boolean;
  /**
   * Names of fields that are never masked by key, whole names in any spelling; their strings are still searched.
   * @default []
   */
  allowKeys?: readonly string[];
}

export type ResolvedRedactOptions = Required<RedactOptions>;

const DEFAULTS: ResolvedRedactOptions = {
  keys: [],
  patterns: [],
  replacement: '[REDACTED]',
  emails: false,
  allowKeys: [],
};

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function resolveRedactOptions(options: RedactOptions = {}): ResolvedRedactOptions {
  return reading('redact', () => resolveReadable(options));
}

function resolveReadable(options: RedactOptions): ResolvedRedactOptions {
  if (typeof options !== 'object' || options === null) throw invalidOption('redact', 'an object', options);
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(DEFAULTS, name)) {
      throw invalidOption('redact', `an object with only ${Object.keys(DEFAULTS).join(', ')}`, name);
    }
  }
  const {
    keys = DEFAULTS.keys,
    patterns = DEFAULTS.patterns,
    replacement = DEFAULTS.replacement,
    emails = DEFAULTS.emails,
    allowKeys = DEFAULTS.allowKeys,
  } = options;
  if (!Array.isArray(keys) || !keys.every((key) => isName(key) || key instanceof RegExp)) {
    throw invalidOption('redact.keys', 'an array of non-empty strings and RegExps', keys);
  }
  if (!Array.isArray(patterns) || !patterns.every((pattern) => pattern instanceof RegExp)) {
    throw invalidOption('redact.patterns', 'an array of RegExps', patterns);
  }
  if (typeof replacement !== 'string') throw invalidOption('redact.replacement', 'a string', replacement);
  if (typeof emails !== 'boolean') throw invalidOption('redact.emails', 'a boolean', emails);
  if (!Array.isArray(allowKeys) || !allowKeys.every(isName)) {
    throw invalidOption('redact.allowKeys', 'an array of non-empty strings', allowKeys);
  }
  return { keys, patterns, replacement, emails, allowKeys };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
