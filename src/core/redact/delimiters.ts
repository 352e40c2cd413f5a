/** Where what is quoted or in brackets begins and ends. */

export const BACKSLASH = 92;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const BACKTICK = 96;

export function isQuote(unit: number): boolean {
  return unit === DOUBLE_QUOTE || unit === SINGLE_QUOTE || unit === BACKTICK;
}

/** Where a quoted text ends: at a quote of its own level, at the end of the line, or of the text that was cut. */
export function quoteEnd(text: string, start: number, quote: number, escapes: number): number {
  let run = 0;
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === BACKSLASH) run++;
    else if (unit === quote && run % (2 * (escapes + 1)) === escapes) return at - escapes;
    else if (unit === 10 || unit === 13) return at;
    else run = 0;
  }
  return text.length;
}

/** Where the list or object that begins here ends. */
export function nestedEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '[' || char === '{') depth++;
    else if ((char === ']' || char === '}') && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Whether the value's last character closes what was opened before the name: `User(password=…)`. */
export function isUnopened(value: string): boolean {
  const last = value.at(-1);
  const opening = last === ')' ? '(' : last === ']' ? '[' : last === '}' ? '{' : undefined;
  return opening !== undefined && !value.includes(opening);
}
