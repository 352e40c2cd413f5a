import { type ClientRequest, validateHeaderName, validateHeaderValue } from 'node:http';

/**
 * A request whose head Node.js wrote when it was made: of header lists and of requests with `Expect`. Long-lived names
 * of Node's (22.15 to 26 are tested); where they are not as expected, the request goes out as the app made it.
 */
interface WrittenRequest {
  _header?: unknown;
  readonly _headerSent?: boolean;
  readonly outputData?: { data: unknown }[];
}

const END = '\r\n\r\n';

/** A header as it goes out, also where the app gave a list. */
export function readHeader(request: ClientRequest, name: string): number | string | string[] | undefined {
  if (!request.headersSent) return request.getHeader(name);
  const { _header: head } = request as WrittenRequest;
  const line = typeof head === 'string' ? lineOf(name).exec(head)?.[0] : undefined;
  return line?.slice(line.indexOf(':') + 1).trim();
}

/** Adds headers to a request of which nothing was sent; one of the same name is replaced. */
export function addHeaders(request: ClientRequest, headers: Readonly<Record<string, string>>): void {
  const entries = Object.entries(headers);
  if (!request.headersSent) for (const [name, value] of entries) request.setHeader(name, value);
  else if (entries.length > 0) rewriteHead(request as WrittenRequest, entries);
}

function rewriteHead(request: WrittenRequest, headers: readonly [string, string][]): void {
  const { _header: head, _headerSent: isSent } = request;
  if (typeof head !== 'string' || !head.endsWith(END)) return;
  let text = head.slice(0, -END.length);
  for (const [name, value] of headers) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    text = `${text.replace(lineOf(name), '')}\r\n${name}: ${value}`;
  }
  text += END;
  if (isSent === true) {
    // With `Expect`, the head alone waits for the connection.
    const waiting = request.outputData?.[0];
    if (waiting?.data !== head) return;
    waiting.data = text;
  }
  request._header = text;
}

function lineOf(name: string): RegExp {
  // A valid name has no character that means more than itself but these.
  return new RegExp(`\\r\\n${name.replace(/[$*+.^|]/g, '\\$&')}:[^\\r]*`, 'gi');
}
