import type { ResponseMessage } from './messages.js';

const HEADER = Symbol('tracebridge.responseHeader');

/** Says which header a response gets when its head is written. */
export interface ResponseHeaderSource {
  readonly headerName: string;
  readonly correlationId: string;
}

type GuardedResponse = ResponseMessage & {
  [HEADER]?: { readonly source: ResponseHeaderSource; readonly writeHead: ResponseMessage['writeHead'] };
};

/**
 * Adds the correlation ID at the moment when the head is written, whoever writes it: error handlers that remove all
 * headers before (Koa's `ctx.onerror`) can't lose it, and one that the app set is kept.
 */
export function addResponseHeader(response: ResponseMessage, source: ResponseHeaderSource): void {
  const guarded = response as GuardedResponse;
  guarded[HEADER] = { source, writeHead: response.writeHead };
  response.writeHead = writeHead;
}

// Node's own `write`, `end` and `flushHeaders` come through `this.writeHead` too, in HTTP/1 and HTTP/2.
function writeHead(this: GuardedResponse, ...args: unknown[]): unknown {
  const { source, writeHead } = this[HEADER]!;
  try {
    if (!this.headersSent && !this.hasHeader(source.headerName)) {
      this.setHeader(source.headerName, source.correlationId);
      flattenPairs(args);
    }
  } catch {
    // A stream that is already closed: what `writeHead` does about it is the app's to see.
  }
  return writeHead.apply(this, args);
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
