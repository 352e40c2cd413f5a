import { OBSERVATION } from '../core/globals.js';
import type { ResponseMessage } from './messages.js';
import type { Observed } from './observed.js';

const OWN_WRITE_HEAD = Symbol('tracebridge.writeHead');

interface GuardedResponse extends ResponseMessage, Observed {
  /** What stood in the place of the class's method, if anything did. */
  [OWN_WRITE_HEAD]?: ResponseMessage['writeHead'];
}

/**
 * Adds the correlation ID at the moment when the head is written, whoever writes it: error handlers that remove all
 * headers before (Koa's `ctx.onerror`) can't lose it, and one that the app set is kept.
 */
export function addResponseHeader(response: ResponseMessage): void {
  if (response.writeHead !== methodOf(response))
    (response as GuardedResponse)[OWN_WRITE_HEAD] = response.writeHead;
  response.writeHead = writeHead;
}

// Node's own `write`, `end` and `flushHeaders` come through `this.writeHead` too, in HTTP/1 and HTTP/2.
function writeHead(this: GuardedResponse, ...args: unknown[]): unknown {
  const { headerName, correlationId } = this[OBSERVATION]!;
  try {
    if (!this.headersSent && !this.hasHeader(headerName)) {
      this.setHeader(headerName, correlationId);
      flattenPairs(args);
    }
  } catch {
    // A stream that is already closed: what `writeHead` does about it is the app's to see.
  }
  return (this[OWN_WRITE_HEAD] ?? methodOf(this)).apply(this, args);
}

function methodOf(response: ResponseMessage): ResponseMessage['writeHead'] {
  return (Object.getPrototypeOf(response) as ResponseMessage).writeHead;
}

/**
 * Node takes `[['name', 'value'], …]` only while no header was set before, and throws otherwise (lib/_http_server.js,
 * `writeHead`); `['name', 'value', …]` it takes always.
 */
function flattenPairs(args: unknown[]): void {
  const last = args.length - 1;
  const headers = args[last];
  if (Array.isArray(headers) && Array.isArray(headers[0])) args[last] = headers.flat();
}
