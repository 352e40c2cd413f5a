import type { TraitsOf } from './name-traits.js';
import { isPlaceholder } from './value-shape.js';

/** `INSERT INTO users (email, password) VALUES`, up to the first row. */
const HEAD =
  /\b(?:insert\s{1,4}(?:ignore\s{1,4}|or\s{1,4}\w{1,10}\s{1,4})?|replace\s{1,4})into\s{1,4}[^\s(]{1,128}\s{0,4}\(([^()]{1,2048})\)\s{0,4}values\s{0,4}(?=\()/gi;

/** Masks the texts that SQL inserts into columns of secret names. The text is read once. */
export function maskInsertedValues(
  text: string,
  replacement: string,
  traitsOf: TraitsOf,
  onMask: () => void,
): string {
  if (!text.includes('VALUES') && !text.includes('values')) return text;
  let clean = '';
  let from = 0;
  HEAD.lastIndex = 0;
  for (let head = HEAD.exec(text); head !== null; head = HEAD.exec(text)) {
    const columns = (head[1] as string).split(',').map((name) => traitsOf(name.replace(/[\s"'`[\]]/g, '')));
    if (!columns.some(({ isSecret }) => isSecret)) continue;
    let column = 0;
    let depth = 0;
    let at = HEAD.lastIndex;
    for (; at < text.length; at++) {
      const char = text[at] as string;
      if (char === "'") {
        const end = literalEnd(text, at + 1);
        if (depth === 1 && columns[column]?.isSecret && !isPlaceholder(text.slice(at + 1, end))) {
          clean += text.slice(from, at + 1) + replacement;
          from = end;
          onMask();
        }
        at = end;
      } else if (char === '(') {
        if (depth++ === 0) column = 0;
      } else if (char === ')') {
        if (depth-- === 0) break;
      } else if (char === ',' && depth === 1) column++;
      else if (depth === 0 && !/[\s,]/.test(char)) break;
    }
    HEAD.lastIndex = at;
  }
  return from === 0 ? text : clean + text.slice(from);
}

/** Where a literal's quote closes; two of them are one of the literal's own. */
function literalEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === "'") {
      if (text[at + 1] !== "'") return at;
      at++;
    }
  }
  return text.length;
}
