/**
 * A command line with variables before it (`NAME=value node app.js`), as it stands in a POSIX shell, written for
 * PowerShell (`$env:NAME='value'; node app.js`) where the platform is Windows.
 */
export function forShell(command: string, isWindows: boolean): string {
  if (!isWindows) return command;
  return command.replace(
    /(?<![\w$:])([A-Z][A-Z0-9_]{2,})=("[^"]*"|'[^']*'|[^\s)]+)(\s?)/g,
    (_all, name: string, value: string, gap: string) =>
      `$env:${name}='${value.replace(/^["']|["']$/g, '')}'${gap === '' ? '' : '; '}`,
  );
}
