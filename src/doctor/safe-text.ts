import { createRedactor } from '../core/redact/redactor.js';

const redactor = createRedactor();
const MAX_CHARS = 300;

/** A URL without what may be secret: credentials, query and fragment. */
export function safeUrl(url: string | URL): string {
  try {
    const { origin, pathname, search } = new URL(url);
    return `${origin}${pathname}${search === '' ? '' : '?[set]'}`;
  } catch {
    return '[not a URL]';
  }
}

/** Text from elsewhere (an answer, an error, a program's output): short, on one line, secrets masked. */
export function safeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not reach a terminal
  const line = redactor.text(text.slice(0, 4096)).replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
  return line.length > MAX_CHARS ? `${line.slice(0, MAX_CHARS)}…` : line;
}
