import type { IsSecret } from './nested.js';

/** Also inside of a string of JSON, where the quotes are escaped. */
export const QUOTED_NAME =
  /(\\?["'])([\w.-]{1,64})\1(\s{0,8}[:=]\s{0,8})(?:(\\?["'])((?:(?!\4)(?:\\.|[^\r\n\\]))+)|([\w.+/-]+))/g;

/** JSON's values that tell no secret. */
const BARE_WORDS: ReadonlySet<string> = new Set(['null', 'true', 'false']);

/** Masks the value of one match of {@link QUOTED_NAME}, or what JSON text in it holds. */
export function maskQuotedName(
  replacement: string,
  match: string,
  groups: readonly (string | undefined)[],
  isSecret: IsSecret,
): string {
  const [quote, name, separator, valueQuote = '', text, bare] = groups as string[];
  const before = `${quote}${name}${quote}${separator}${valueQuote}`;
  if (isSecret(name as string, (text ?? bare) as string)) {
    return BARE_WORDS.has(bare as string) ? match : before + replacement;
  }
  return valueQuote === '"' && text?.includes('\\')
    ? before + maskJsonText(text, replacement, isSecret)
    : match;
}

/** What is escaped once more at each level is at most half as long: all levels together take linear time. */
function maskJsonText(text: string, replacement: string, isSecret: IsSecret): string {
  let inner: unknown;
  try {
    inner = JSON.parse(`"${text}"`);
  } catch {
    return text;
  }
  const masked = (inner as string).replace(QUOTED_NAME, (match, ...groups) =>
    maskQuotedName(replacement, match, groups.slice(0, 6), isSecret),
  );
  return masked === inner ? text : JSON.stringify(masked).slice(1, -1);
}
