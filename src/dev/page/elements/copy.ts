import { quoted } from '../../text/shell.js';
import { announce } from './dom.js';

/** Copies text and says so on the button for a moment. */
export async function copyText(text: string | Promise<string>, button: HTMLButtonElement): Promise<void> {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(await text);
    button.textContent = 'Copied';
    announce('Copied to the clipboard');
  } catch {
    button.textContent = 'Not copied';
    announce('Not copied: the receiver is away, or the browser does not allow it');
  }
  setTimeout(() => {
    button.textContent = label;
  }, 1_500);
}

/** The request that a server span served, as a curl command for a shell; undefined when its attributes do not tell. */
export function curlOf(
  attributes: Readonly<Record<string, unknown>>,
  correlationId: string | undefined,
  isWindows: boolean,
): string | undefined {
  const method = attributes['http.request.method'];
  const host = attributes['server.address'];
  const path = attributes['url.path'];
  if (typeof method !== 'string' || typeof host !== 'string' || typeof path !== 'string') return undefined;
  const scheme = attributes['url.scheme'] === 'https' ? 'https' : 'http';
  const port = typeof attributes['server.port'] === 'number' ? `:${attributes['server.port']}` : '';
  const query =
    typeof attributes['url.query'] === 'string' ? `?${attributes['url.query'].replace(/^\?/, '')}` : '';
  const url = `${scheme}://${host}${port}${path}${query}`;
  // Windows PowerShell hands words with these on as several.
  const word = (text: string) =>
    quoted(isWindows ? text.replace(/["\\]/g, encodeURIComponent) : text, isWindows);
  const header = correlationId === undefined ? '' : ` -H ${word(`X-Correlation-ID: ${correlationId}`)}`;
  // Without its end "curl" is another command in Windows PowerShell.
  return `${isWindows ? 'curl.exe' : 'curl'} -i -X ${word(method)}${header} ${word(url)}`;
}
