/**
 * A command line with variables before it (`NAME=value node app.js`), as it stands in a POSIX shell, written for
 * PowerShell (`$env:NAME='value'; node app.js`) where the platform is Windows.
 */
export function forShell(command: string, isWindows: boolean): string {
  if (!isWindows) return command;
  return command.replace(
    /(?<![\w$:])([A-Z][A-Z0-9_]{2,})=("[^"]*"|'[^']*'|[^\s)]+)(\s?)/g,
    (_all, name: string, value: string, gap: string) =>
      `$env:${name}=${quoted(value.replace(/^["']|["']$/g, ''), true)}${gap === '' ? '' : '; '}`,
  );
}

/** A word as it is typed in a shell, in quotes where it needs them. */
export function shellWord(word: string, isWindows: boolean): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  // cmd.exe knows these quotes only.
  return isWindows && /^[\w@+=:,./\\ -]+$/.test(word) ? `"${word}"` : quoted(word, isWindows);
}

/** Quoted for a POSIX shell, or PowerShell: nothing in it ends the quotes or the line. */
export function quoted(text: string, isWindows: boolean): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would run what follows it
  const line = text.replace(/[\u0000-\u001f\u007f]/g, '');
  // PowerShell takes typographic quotes for the same.
  const inside = isWindows ? line.replace(/['\u2018-\u201b]/g, '$&$&') : line.replaceAll("'", "'\\''");
  return `'${inside}'`;
}
