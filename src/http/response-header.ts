import type { ResponseMessage } from './messages.js';

/** What says which header a response gets; the same that its request is observed by. */
export const HEADER_SOURCE: unique symbol = Symbol.for('tracebridge.requestObservation.v1');
const OWN_WRITE_HEAD = Symbol('tracebridge.writeHead');

/** Says which header a response gets when its head is written. */
export interface ResponseHeaderSource {
  readonly headerName: string;
  readonly correlationId: string;
}

type GuardedResponse = ResponseMessage & {
  [HEADER_SOURCE]?: ResponseHeaderSource;
  /** What stood in the place of the class's method, if anything did. */
  [OWN_WRITE_HEAD]?: ResponseMessage['writeHead'];
};

/**
 * Adds the correlation ID at the moment when the head is written, whoever writes it: error handlers that remove all
 * headers before (Koa's `ctx.onerror`) can't lose it, and one that the app set is kept.
 */
export function addResponseHeader(response: ResponseMessage, source: ResponseHeaderSource): void {
  const guarded = response as GuardedResponse;
  guarded[HEADER_SOURCE] = source;
  if (response.writeHead !== methodOf(response)) guarded[OWN_WRITE_HEAD] = response.writeHead;
  response.writeHead = writeHead;
}

// Node's own `write`, `end` and `flushHeaders` come through `this.writeHead` too, in HTTP/1 and HTTP/2.
function writeHead(this: GuardedResponse, ...args: unknown[]): unknown {
  const source = this[HEADER_SOURCE]!;
  try {
    if (!this.headersSent && !this.hasHeader(source.headerName)) {
      this.setHeader(source.headerName, source.correlationId);
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
