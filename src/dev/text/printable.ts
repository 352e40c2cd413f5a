const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Control characters (terminal escapes begin with one), line separators, marks that reverse the text's direction, and what
 * nobody sees and an agent reads: soft hyphens, zero-width spaces, rows of variation selectors, Unicode's tags.
 */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach a terminal
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ufe00-\ufe0f]{2,}|\udb40[\udc00-\uddef]/g;

/** Telemetry as text for a terminal: unprintable characters escaped, cut at `maxLength` characters. */
export function printable(text: string, maxLength = 500): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')}…` : text;
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

function escaped(characters: string): string {
  return characters.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
