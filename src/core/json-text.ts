/**
 * The value of a JSON file's text, with or without a byte order mark: Windows' editors and PowerShell write one, and
 * Node.js and npm read such files too.
 * @throws SyntaxError
 */
export function parseJsonText(text: string): unknown {
  return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
}
