import { DIGITS as DIGIT_CHARS, LOWER_LETTERS, UPPER_LETTERS, unitTable } from './units.js';

/**
 * What a text holds that patterns need; a pattern without its hints is not searched for. Ordinary messages have none,
 * and one loop over them costs a tenth of a search for all patterns at once by one expression (measured on Node 24).
 */
export const EQUALS = 1;
export const COLON = 2;
export const AT = 4;
export const QUOTE = 8;
/** "be" or "ba" at the start of a word, as in Bearer and Basic. */
export const SCHEME = 16;
/** A run of letters, digits, `_`, `-`, `+` and `.` that is no plain word, number or snake_case name: with digits or capitals. */
export const KEY_RUN = 32;
/** As many digits as a payment card number has. */
export const DIGITS = 64;
/** What may be percent-encoding. */
export const PERCENT = 128;
/** Of XML. */
export const ANGLE = 256;
/** Two hyphens, or one before a word and after a space or a quote, as of a flag. */
export const DASHES = 512;
/** As {@link KEY_RUN}, and as long as what is random without a form of its own. */
export const LONG_RUN = 1024;
/** Of XML inside of XML. */
export const AMPERSAND = 2048;
/** As many digits as a one-time code has. */
export const NUMBER = 4096;
/** Of `password`, `passphrase`, `recovery phrase`, `mot de passe` and `contraseña`. */
export const PASS = 16384;
/** LOGIN in capitals, "identified", "snmp-server", "net use", "credential": what has no sign of its own. */
export const WORD = 32768;
/** What passwords hold and sentences seldom do; no pattern asks for it, but that there is a hint at all. */
const SIGN = 8192;

/** The shortest of the patterns' runs is `-----BEGIN`; `whsec_` may be interrupted by a slash soon after. */
const MIN_KEY_RUN = 8;
const MIN_LONG_RUN = 16;
const UUID_CHARS = 36;
/** Of {@link WORD}, by length. */
const WORDS: Readonly<Record<number, readonly string[]>> = {
  5: ['login'],
  10: ['identified', 'credential'],
  11: ['snmp-server', 'credentials'],
};
const MIN_CARD_DIGITS = 14;
const MIN_CODE_DIGITS = 4;

const HYPHEN = 45;
const SPACE = 32;

const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
const JOINER = 4;
/** The letters of words that patterns begin with: "b" and "s". */
const LOWER_TELLING = 5;
const UPPER_TELLING = 6;
/** From here on, the hint itself, shifted. */
const HINT = 8;

const KINDS = unitTable(
  [LOWER, LOWER_LETTERS],
  [UPPER, UPPER_LETTERS],
  [LOWER_TELLING, 'bs'],
  [UPPER_TELLING, 'BS'],
  [DIGIT, DIGIT_CHARS],
  [JOINER, '_.+-'],
  [HINT + EQUALS, '='],
  [HINT + COLON, ':'],
  [HINT + AT, '@'],
  [HINT + QUOTE, `"'\``],
  [HINT + PERCENT, '%'],
  [HINT + ANGLE, '<'],
  [HINT + AMPERSAND, '&'],
  [HINT + SIGN, '!#$*^~'],
);

export function hintsOf(text: string): number {
  const { length } = text;
  let hints = 0;
  let run = 0;
  let marks = 0;
  let letters = 0;
  let digits = 0;
  let number = 0;
  let before = OTHER;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    const kind = unit < 128 ? (KINDS[unit] as number) : OTHER;
    // Two of three characters: what follows is not asked for them.
    if (kind === LOWER) {
      letters++;
      run++;
      digits = 0;
    } else if (kind === OTHER || kind >= HINT) {
      if (kind !== OTHER) {
        hints |= kind - HINT;
        digits = 0;
      }
      if (isTelling(run, marks)) hints |= hintsOfRun(text, index, run, marks, letters);
      run = 0;
      marks = 0;
      letters = 0;
    } else {
      // The capital that starts a sentence is no mark of a key.
      if (kind === DIGIT || (run > 0 && (kind === UPPER || kind === UPPER_TELLING))) marks++;
      run++;
      if (kind === DIGIT) {
        if (++digits >= MIN_CARD_DIGITS) hints |= DIGITS;
        number = before === DIGIT ? number + 1 : 1;
        if (number === MIN_CODE_DIGITS && isCode(text, index)) hints |= NUMBER;
      } else if (kind === JOINER) {
        if (unit === HYPHEN && isDash(text, index)) hints |= DASHES;
      } else {
        letters++;
        digits = 0;
        if (kind > JOINER) hints |= hintOfWord(text, index, (unit | 32) === 98, before);
      }
    }
    before = kind;
  }
  if (isTelling(run, marks)) hints |= hintsOfRun(text, length, run, marks, letters);
  return hints;
}

/** Whether a run may be a key or one of {@link WORDS}. */
function isTelling(run: number, marks: number): boolean {
  return run >= MIN_KEY_RUN ? marks > 0 || run === 10 || run === 11 : marks === 4;
}

/** A UUID and a date (with an hour, as `2024-05-01T10`) are no keys: they are on most lines, and to search them takes long. */
function hintsOfRun(text: string, end: number, run: number, marks: number, letters: number): number {
  const hint = WORDS[run]?.some((word) => isWord(text, end - run, word)) ? WORD : 0;
  if (run < MIN_KEY_RUN || marks === 0 || letters === 0) return hint;
  const isDate =
    (run === 10 || run === 13) &&
    text.charCodeAt(end - run + 4) === HYPHEN &&
    text.charCodeAt(end - run + 7) === HYPHEN;
  if (run < MIN_LONG_RUN) return isDate ? 0 : hint | KEY_RUN;
  const isUuid =
    run === UUID_CHARS && text.charCodeAt(end - 13) === HYPHEN && text.charCodeAt(end - 28) === HYPHEN;
  if (isUuid) return 0;
  // What begins the text has no name before it.
  return end === run ? KEY_RUN : KEY_RUN | LONG_RUN;
}

function isDash(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  return (
    before === HYPHEN ||
    ((before <= SPACE || before === 34 || before === 39) && text.charCodeAt(index + 1) > SPACE)
  );
}

/**
 * Last letters of what stands before one-time codes: "code", "otp", "pin", "mtan", "password", "is", "was",
 * "ist", "lautet", "est", "es", "è", "é", "entered", "use", and foreign words.
 */
const BEFORE_CODES: ReadonlySet<number> = new Set(
  'ode otp pin tan ord is was ist tet est es è é red use ion so'
    .split(' ')
    .map((end) => endAt(end, end.length - 1)),
);
/** "OTP for ann@example.com: 1234", "OTP generated: 1234" */
const BEFORE_COLON = /(?:\sfor|code|otp)\s|wort$/i;
const MAX_BEFORE_COLON = 70;
const MAX_GAP = 5;

/** Whether the number whose fourth digit is here may be a one-time code, by what is before it, or "is" or "to" after it. */
function isCode(text: string, index: number): boolean {
  let start = index - MIN_CODE_DIGITS;
  for (let gap = 0; gap < MAX_GAP && isGap(text.charCodeAt(start)); gap++) start--;
  const unit = text.charCodeAt(start);
  // 078-05-1120
  if (unit === HYPHEN && text.charCodeAt(start - 3) === HYPHEN) return true;
  if (isBeforeCode(text, unit, start)) return true;
  let end = index + 1;
  while (end - index < MIN_CODE_DIGITS + 1 && KINDS[text.charCodeAt(end)] === DIGIT) end++;
  if (isGap(text.charCodeAt(end)) && !isBlank(text.charCodeAt(end))) end++;
  if (!isBlank(text.charCodeAt(end))) return false;
  const next = text.charCodeAt(end + 1) | 32;
  const second = text.charCodeAt(end + 2) | 32;
  return (
    (VERBS.has(next) && (second === 115 || isBlank(second))) ||
    (next === 116 && isBlank(text.charCodeAt(end + 3)))
  );
}

function isBeforeCode(text: string, unit: number, at: number): boolean {
  let last = at;
  if (unit === 58 || unit === 61 || unit === 35) {
    if (unit === 58 && BEFORE_COLON.test(text.slice(Math.max(0, at - MAX_BEFORE_COLON), at))) return true;
    last--;
    while (at - last < MAX_GAP && isGap(text.charCodeAt(last))) last--;
  }
  return BEFORE_CODES.has(endAt(text, last));
}

/** The last three letters of the word that ends here, as a number; of shorter words spaces before them. */
function endAt(text: string, last: number): number {
  const second = letterAt(text, last - 1);
  const first = second === SPACE ? SPACE : letterAt(text, last - 2);
  return (first << 16) | (second << 8) | letterAt(text, last);
}

/** In lower case; before the text a space. */
function letterAt(text: string, at: number): number {
  return at < 0 ? SPACE : (text.charCodeAt(at) | 32) & 0xff;
}

/** Of "is", "ist", "est", "es", "è" and "é". */
const VERBS = new Set([...'ieèé'].map((char) => char.charCodeAt(0) | 32));

function isBlank(unit: number): boolean {
  return unit <= SPACE;
}

function isGap(unit: number): boolean {
  return unit <= SPACE || unit === 34 || unit === 39 || unit === 42;
}

/** Of the "b" of Bearer and Basic at the start of a word, and the "s" of "pass", "contrase", "phrase" and "net use". */
function hintOfWord(text: string, index: number, isB: boolean, before: number): number {
  const next = text.charCodeAt(index + 1) | 32;
  if (isB) {
    if (before === LOWER || before === LOWER_TELLING) return 0;
    const third = text.charCodeAt(index + 2) | 32;
    return (next === 101 ? third === 97 : next === 97 && third === 115) ? SCHEME : 0;
  }
  const last = text.charCodeAt(index - 1) | 32;
  if (last === 117) return isWord(text, index - 5, 'net us') ? WORD : 0;
  if (last !== 97) return 0;
  const first = text.charCodeAt(index - 2) | 32;
  return (first === 112 ? next === 115 : first === 114 && next === 101) ? PASS : 0;
}

function isWord(text: string, at: number, word: string): boolean {
  return (
    (text.charCodeAt(at) | 32) === word.charCodeAt(0) &&
    text.slice(at, at + word.length).toLowerCase() === word
  );
}
