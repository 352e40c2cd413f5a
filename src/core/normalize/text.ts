/** Text with lone surrogates as U+FFFD, so that JSON and protobuf carry the same characters. */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

/** The first `limit` UTF-16 units at most, never ending in half a surrogate pair. */
export function head(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/** Cuts `text`, which stands for `length` units of the original, and says how many are missing. */
export function cutText(text: string, limit: number, length: number): string {
  const kept = head(text, limit);
  if (kept.length === length) return text;
  return `${kept}…[cut ${length - kept.length} chars]`;
}
