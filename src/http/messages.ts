import type { IncomingHttpHeaders } from 'node:http';

/** What is read of a request: of Node's HTTP/1 and HTTP/2 ones, or made from a web `Request`. */
export interface RequestMessage {
  method?: string | undefined;
  /** Path and query as in the request line. */
  url?: string | undefined;
  /** Express' and others' copy of `url` that mounting does not change. */
  originalUrl?: string | undefined;
  headers: IncomingHttpHeaders;
  httpVersion?: string | undefined;
  socket?: PeerSocket | undefined | null;
}

interface PeerSocket {
  remoteAddress?: string | undefined;
  remotePort?: number | undefined;
  encrypted?: boolean;
}

/** What is used of a response: Node's HTTP/1 or HTTP/2 one. */
export interface ResponseMessage {
  statusCode: number;
  headersSent: boolean;
  writableEnded: boolean;
  writableFinished: boolean;
  /** HTTP/2 only. */
  stream?: { readonly rstCode?: number; readonly errored?: Error | null };
  /** Of a response that Fastify's `inject()` makes: it closes without ever being finished. */
  _lightMyRequest?: unknown;
  /** What the response was destroyed with, by a stream that failed for instance. */
  errored?: Error | null;
  hasHeader(name: string): boolean;
  setHeader(name: string, value: string): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: overloads of two classes; the arguments are passed on as they came
  writeHead(...args: any[]): any;
  prependListener(event: 'close', listener: () => void): unknown;
}

/** What the app destroyed a response with, such as the error of a stream that failed. */
export function failureOf({ errored, stream }: ResponseMessage): Error | undefined {
  const failure: (Error & { code?: string }) | null | undefined = errored ?? stream?.errored;
  // Node's own, whichever side has reset the stream.
  return failure?.code === 'ERR_HTTP2_STREAM_ERROR' ? undefined : (failure ?? undefined);
}

/** Whether all of a closed response was handed to the operating system. */
export function isComplete(response: ResponseMessage): boolean {
  // A cancelled HTTP/2 response counts as finished, whether the app ended it or not.
  if (!response.writableEnded) return false;
  if (response._lightMyRequest !== undefined) return true;
  return response.writableFinished && (response.stream?.rstCode ?? 0) === 0;
}
