import {
  HARMLESS_NAMES,
  SECRET_ENDINGS,
  SECRET_NAMES,
  SECRET_UNLESS_NUMBER,
  SECRET_WHOLE_NAMES,
} from './key-names.js';
import type { ResolvedRedactOptions } from './options.js';

/** 0: not secret by name; 1: secret; 2: secret unless it is a number. */
export type KeyRule = 0 | 1 | 2;

/** Longer names are judged by their end, where the noun is. */
const MAX_NAME_CHARS = 128;
/** The longest name in the lists has this many words at most: "social security number", "secret access key id". */
const MAX_WORDS = 4;

/** `XApiKey`, `x-api-key`, `X_API_KEY` and `x.api.key` are all x, api, key. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1$3 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function squash(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Makes the function that tells the rule of a field's name. */
export function createKeyMatcher(options: ResolvedRedactOptions): (key: string) => KeyRule {
  const allowed = new Set(options.allowKeys.map(squash));
  const named = new Set(options.keys.filter((key) => typeof key === 'string').map(squash));
  const expressions = options.keys.filter((key) => key instanceof RegExp);
  return (key) => {
    const name = key.slice(-MAX_NAME_CHARS);
    const whole = squash(name);
    if (allowed.has(whole)) return 0;
    for (const expression of expressions) {
      // A user's global expression keeps its place between calls.
      expression.lastIndex = 0;
      if (expression.test(name)) return 1;
    }
    return (whole !== '' && named.has(whole)) || SECRET_WHOLE_NAMES.has(whole)
      ? 1
      : ruleOfWords(wordsOf(name), whole, named);
  };
}

function ruleOfWords(words: string[], whole: string, named: ReadonlySet<string>): KeyRule {
  let rule: KeyRule = 0;
  let last = '';
  for (let count = 1; count <= MAX_WORDS && count <= words.length; count++) {
    last = words[words.length - count] + last;
    if (HARMLESS_NAMES.has(last)) return 0;
    if (SECRET_NAMES.has(last) || named.has(last)) rule = 1;
    else if (SECRET_UNLESS_NUMBER.has(last)) rule = 2;
  }
  return rule === 0 && SECRET_ENDINGS.some((ending) => whole.endsWith(ending)) ? 1 : rule;
}
