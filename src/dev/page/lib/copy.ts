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

/** Quoted for a POSIX shell; telemetry chooses the text, so nothing in it may end the quotes or the line. */
function shellQuote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would run what follows it
  return `'${text.replace(/[\u0000-\u001f\u007f]/g, '').replaceAll("'", "'\\''")}'`;
}

/** The request that a server span served as a curl command; undefined when its attributes do not tell. */
export function curlOf(
  attributes: Readonly<Record<string, unknown>>,
  correlationId: string | undefined,
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
  const header = correlationId === undefined ? '' : ` -H ${shellQuote(`X-Correlation-ID: ${correlationId}`)}`;
  return `curl -i -X ${shellQuote(method)}${header} ${shellQuote(url)}`;
}
