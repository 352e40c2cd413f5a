import {
  HARMLESS_NAMES,
  KEY_OWNERS,
  PASS_OWNERS,
  PLAIN_KEY_OWNERS,
  SECRET_ENDINGS,
  SECRET_IF_RANDOM,
  SECRET_NAMES,
  SECRET_UNLESS_NUMBER,
  SECRET_WHOLE_NAMES,
  SECRET_WHOLE_UNLESS_NUMBER,
  STRONG_NAME,
} from './key-names.js';
import type { ResolvedRedactOptions } from './options.js';

/**
 * 0: not secret by name; 1: secret whatever it is; 2: unless it is a number or a word that tells of a secret;
 * 3: unless it is such a word; 4: if it is long and random.
 */
export type KeyRule = 0 | 1 | 2 | 3 | 4;

/** Longer names are judged by their end, where the noun is. */
const MAX_NAME_CHARS = 128;
/** The longest name in the lists has this many words at most: "social security number", "secret access key id". */
const MAX_WORDS = 4;

/** V8 takes 2 ms to make the expressions of `\p{…}`, and the names of most programs need none. */
const ASCII = /^[\0-\x7f]*$/;

/** Words in the lists have no accents. */
function unaccented(name: string): string {
  return ASCII.test(name) ? name : name.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
}

/** `XApiKey`, `x-api-key`, `X_API_KEY` and `x.api.key` are all x, api, key. */
function wordsOf(given: string): string[] {
  const name = unaccented(given);
  const isAscii = ASCII.test(name);
  return name
    .replace(
      isAscii ? /([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g : /([\p{Ll}\d])(\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu,
      '$1$3 $2',
    )
    .toLowerCase()
    .split(isAscii ? /[^a-z\d]+/ : /[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

export function squash(given: string): string {
  const name = unaccented(given);
  return name.toLowerCase().replace(ASCII.test(name) ? /[^a-z\d]+/g : /[^\p{L}\p{N}]+/gu, '');
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
    if (whole !== '' && named.has(whole)) return 1;
    const words = wordsOf(name);
    return builtInRule(words, whole) || (lastWords(words).some((last) => named.has(last)) ? 1 : 0);
  };
}

function builtInRule(words: string[], whole: string): KeyRule {
  if (SECRET_WHOLE_NAMES.has(whole)) return 3;
  if (SECRET_WHOLE_UNLESS_NUMBER.has(whole)) return 2;
  // The places of a list: `tokens.0`.
  while (words.length > 1 && /^\d+$/.test(words.at(-1) as string)) words.pop();
  const [noun = '', owner = ''] = [numberless(words.at(-1)), words.at(-2)];
  if (noun !== '') words[words.length - 1] = noun;
  let rule: KeyRule = 0;
  if (isPass(noun, owner)) rule = 1;
  else if (noun === 'key' && owner !== '')
    rule = KEY_OWNERS.has(owner) ? 3 : PLAIN_KEY_OWNERS.has(owner) ? 0 : 4;
  for (const last of lastWords(words)) {
    if (HARMLESS_NAMES.has(last)) return 0;
    if (SECRET_NAMES.has(last)) rule = STRONG_NAME.test(last) ? 1 : 3;
    else if (SECRET_UNLESS_NUMBER.has(last)) rule = 2;
    else if (rule === 0 && SECRET_IF_RANDOM.has(last)) rule = 4;
  }
  return rule === 0 && SECRET_ENDINGS.some((ending) => whole.endsWith(ending)) ? 1 : rule;
}

/** The last word, the last two, and so on, written as one. */
function lastWords(words: readonly string[]): string[] {
  const counts = Array.from({ length: Math.min(MAX_WORDS, words.length) }, (_, index) => index + 1);
  return counts.map((count) => words.slice(-count).join(''));
}

/** `smtp_pass`, `dbpass`. */
function isPass(noun: string, owner: string): boolean {
  return noun === 'pass'
    ? PASS_OWNERS.has(owner)
    : noun.endsWith('pass') && PASS_OWNERS.has(noun.slice(0, -4));
}

/** `password1` and `secret_2` are a password and a secret; `cvv2` has a name of its own. */
function numberless(word: string | undefined): string {
  if (word === undefined || SECRET_NAMES.has(word) || SECRET_IF_RANDOM.has(word)) return word ?? '';
  return word.replace(/\d{1,2}$/, '');
}
