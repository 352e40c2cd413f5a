import { ServerResponse } from 'node:http';
import { replaceMethod } from '../core/replace-method.js';
import type { ResponseMessage } from './messages.js';
import type { RequestObservation } from './observation.js';
import { observerOf, shared } from './observed-events.js';

/**
 * Adds the correlation ID at the moment when the head is written, whoever writes it: error handlers that remove all
 * headers before (Koa's `ctx.onerror`) can't lose it, and one that the app set is kept. Node's own `write`, `end` and
 * `flushHeaders` come through `this.writeHead` too, in HTTP/1 and HTTP/2.
 */
export function addResponseHeader(response: ResponseMessage): void {
  if (!(response instanceof ServerResponse)) replaceMethod(response, 'writeHead', withHeader);
  else if (!shared.observesHeads) {
    shared.observesHeads = true;
    const prototype = ServerResponse.prototype as unknown as Heads;
    for (const name of ['writeHead', 'writeHeader'] as const)
      if (prototype[name] !== undefined) replaceMethod(prototype as Required<Heads>, name, withHeader);
  }
}

type WriteHead = ResponseMessage['writeHead'];

/** Two names of one method; the older one is gone in Node.js 26. */
interface Heads {
  writeHead: WriteHead;
  writeHeader?: WriteHead;
}

function withHeader(writeHead: WriteHead): WriteHead {
  return function (this: ResponseMessage, ...args: unknown[]): unknown {
    const observation = observerOf(this) as RequestObservation | undefined;
    return writeHead.apply(this, observation === undefined ? args : argumentsWith(this, observation, args));
  };
}

function argumentsWith(
  response: ResponseMessage,
  { headerName, headerKey, correlationId }: RequestObservation,
  args: unknown[],
): unknown[] {
  try {
    // Without a status Node.js throws.
    if (args.length === 0 || response.headersSent || response.hasHeader(headerKey)) return args;
    // Node.js stores the headers of `writeHead` only where others are stored: `getHeaders()` stays as it would be.
    if (!(response instanceof ServerResponse) || hasHeaders(response)) {
      response.setHeader(headerName, correlationId);
      return args;
    }
    const [, reason, headers] = args;
    const position = typeof (reason ?? '') === 'string' || (headers ?? null) !== null ? 2 : 1;
    return args.toSpliced(position, 1, headersWith(args[position], headerName, correlationId));
  } catch {
    // A stream that is already closed: what `writeHead` does about it is the app's to see.
    return args;
  }
}

/** Most have this one, and to ask for it takes a quarter of the time of listing all. */
function hasHeaders(response: ServerResponse): boolean {
  return response.hasHeader('content-type') || response.getHeaderNames().length > 0;
}

/** Headers in any of the forms of `writeHead`, with one more unless the app gave it. */
function headersWith(headers: unknown, name: string, value: string): unknown {
  const names = headerNames(headers);
  if (names === undefined || names.some((known) => String(known).toLowerCase() === name.toLowerCase()))
    return headers;
  if (!Array.isArray(headers)) return { ...(headers as object), [name]: value };
  return Array.isArray(headers[0]) ? [...headers, [name, value]] : [...headers, name, value];
}

/** @returns undefined for a list that Node.js refuses */
function headerNames(headers: unknown): unknown[] | undefined {
  if (!Array.isArray(headers)) return Object.keys(headers ?? {});
  if (Array.isArray(headers[0])) return headers.map((pair: unknown[]) => pair[0]);
  return headers.length % 2 === 0 ? headers.filter((_, index) => index % 2 === 0) : undefined;
}
