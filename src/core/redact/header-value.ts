import { isQuote } from './delimiters.js';
import { MARKED } from './secret-value.js';
import { isMeasure, isRemark, looksSecret } from './value-shape.js';

const SCHEME =
  /^(?:(?:Bearer|Basic|Digest|Token|Negotiate|ApiKey|Api-Key|Hawk|NTLM|AWS4-HMAC-SHA256|GoogleLogin|SharedKey|DPoP|SSWS|Splunk|Key|OAuth|Custom)(?: |$))/i;

/** `Bearer ` of `Bearer …`; '' when the value names no scheme. */
export function schemeOf(value: string): string {
  return SCHEME.exec(value)?.[0] ?? '';
}

/** Whether what follows the scheme of `Authorization:` or `Cookie:` is a secret, and no word about one. */
export function isSecretHeader(scheme: string, rest: string): boolean {
  const [first = '', second = ''] = rest.split(/\s/, 2);
  if (first === '' || isMeasure(first) || isQuote(first.charCodeAt(0))) return false;
  if (scheme === '')
    return (
      (first.length >= 4 && (MARKED.test(first) || looksSecret(first, 8))) ||
      (/^[A-Za-z-]+$/.test(first) && looksSecret(second, 8))
    );
  return !isRemark(first.replace(/["'`\\]+$/, '')) && !/^realm=/i.test(first) && !isProse(first, second);
}

/** Two words, as in "Bearer token required". */
function isProse(first: string, second: string): boolean {
  return /^[a-z]{2,12}$/.test(first) && /^[a-z]{2,12}$/.test(second);
}

/** Where a header's value ends: at the line's end, or at the quote around the whole header. @param outer what is before its name */
export function headerEnd(text: string, start: number, end: number, outer: string): number {
  if (isQuote(outer.charCodeAt(0))) {
    const quote = text.indexOf(outer, start);
    return quote === -1 ? end : Math.min(quote, end);
  }
  // A quote that no parameter opens is that of a text around the header.
  let open = '';
  for (let at = start; at < end; at++) {
    const char = text[at] as string;
    if (char === '\\' && open === '') return at;
    if (char !== '"' && char !== "'") continue;
    if (open === char) open = '';
    else if (open === '') {
      if (!/[=,:]/.test(text.charAt(at - 1))) return at;
      open = char;
    }
  }
  return end;
}
