import { aBoolean, arrayOf, checkedOptions, type OptionRules } from '../checked-options.js';

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

const RULES: OptionRules<RedactOptions> = {
  keys: arrayOf(
    'an array of non-empty strings and RegExps',
    (key): key is string | RegExp => isName(key) || isRegExp(key),
  ),
  patterns: arrayOf('an array of RegExps', isRegExp),
  replacement: { expected: 'a string', holds: (value) => typeof value === 'string' },
  emails: aBoolean,
  allowKeys: arrayOf('an array of non-empty strings', isName),
};

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function resolveRedactOptions(options: RedactOptions = {}): ResolvedRedactOptions {
  const { keys, patterns, replacement, emails, allowKeys } = checkedOptions(options, RULES, 'redact');
  return {
    keys: keys ?? [],
    patterns: patterns ?? [],
    replacement: replacement ?? '[REDACTED]',
    emails: emails ?? false,
    allowKeys: allowKeys ?? [],
  };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isRegExp(value: unknown): value is RegExp {
  return value instanceof RegExp;
}
