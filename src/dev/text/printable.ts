const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Control characters (terminal escapes begin with one), line separators, and marks that reverse the text's direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach a terminal
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Telemetry as text for a terminal: unprintable characters escaped, cut at `maxLength` characters. */
export function printable(text: string, maxLength = 500): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return cut.replace(UNPRINTABLE, (character) => NAMED[character] ?? escaped(character));
}

/** Telemetry as text for the page: as {@link printable}, but whole, and line breaks and tabs stay. */
export function visible(text: string): string {
  return text.replace(UNPRINTABLE, (character) => (character in NAMED ? character : escaped(character)));
}

/** JSON text for a terminal or a pipe to one: the same value, the unprintable characters in its strings escaped. */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
