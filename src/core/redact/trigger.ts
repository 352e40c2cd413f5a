/** Longer text goes to the native search at once, which then is faster than the loop (measured on Node 24). */
const LOOP_CHARS = 256;
/** The shortest fixed text that has no `:`, `=` or `@`: `-----BEGIN`. */
const MIN_KEY_RUN = 10;
const MIN_CARD_DIGITS = 14;

const PLAIN = 0;
const WORD = 1;
const DIGIT = 2;
/** Capitals, and the marks that tokens are joined with. */
const MARK = 3;
/** Assignment, header, URL with credentials. */
const STRONG = 4;

const KINDS = new Uint8Array(128);
for (let unit = 0; unit < 128; unit++) {
  const char = String.fromCharCode(unit);
  if (/[a-z]/.test(char)) KINDS[unit] = WORD;
  else if (/\d/.test(char)) KINDS[unit] = DIGIT;
  else if (/[A-Z_.-]/.test(char)) KINDS[unit] = MARK;
  else if (/[=:@]/.test(char)) KINDS[unit] = STRONG;
}

/** A fixed part of each pattern in `patterns.ts`. */
const TRIGGER =
  /-----BEGIN|:\/\/|eyJ|[\w"']\\?["']?\s{0,8}[=:]|bearer|basic|AKIA|ASIA|ABIA|ACCA|gh[pousr]_|github_pat_|xox|xapp-|AIza|ya29\.|GOCSPX-|[rs]k_|whsec_|npm_|gl(?:pat|ptt|dt|rt)-|sk-|hf_|dop_v1_|shp[a-z]{2}_|pypi-|SG\.|hooks\.slack|\d{4}[ -]?\d{4}/i;

/**
 * Whether any built-in pattern could match, by one pass over the characters: sentences without `:`, `=` or `@`, without
 * long words that look like keys and without "bearer" or "basic" need no further search.
 */
export function mayHoldSecret(text: string): boolean {
  const { length } = text;
  return length > LOOP_CHARS ? TRIGGER.test(text) : isSuspicious(text, length) && TRIGGER.test(text);
}

function isSuspicious(text: string, length: number): boolean {
  let run = 0;
  let marks = 0;
  let digits = 0;
  let before = PLAIN;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    const kind = unit < 128 ? (KINDS[unit] as number) : PLAIN;
    if (kind === PLAIN) {
      run = 0;
      marks = 0;
      before = PLAIN;
      continue;
    }
    if (kind === STRONG) return true;
    if (kind === DIGIT && ++digits >= MIN_CARD_DIGITS) return true;
    if ((unit | 32) === 98 && before !== WORD && isScheme(text, index)) return true;
    before = kind;
    if (kind !== WORD) marks++;
    if (++run >= MIN_KEY_RUN && marks > 0) return true;
  }
  return false;
}

/** "be" of bearer or "ba" of basic. */
function isScheme(text: string, index: number): boolean {
  const next = text.charCodeAt(index + 1) | 32;
  return next === 101 || next === 97;
}
