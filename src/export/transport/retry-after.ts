/**
 * Milliseconds that a `Retry-After` header asks for (RFC 9110, section 10.2.3): seconds or an HTTP date. Undefined for
 * anything else. A date is compared with the response's own `Date`, so that a wrong local clock does not matter.
 */
export function parseRetryAfter(
  value: string | undefined,
  responseDate: string | undefined,
): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  // Date.parse accepts much that is no HTTP date, such as "-1": those start with a day name.
  if (Number.isNaN(at) || !/^[A-Z][a-z]/.test(text)) return undefined;
  const sent = Date.parse(responseDate ?? '');
  return Math.max(0, at - (Number.isNaN(sent) ? Date.now() : sent));
}
