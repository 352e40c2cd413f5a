import type { IncomingHttpHeaders } from 'node:http';
import type { Signal } from '../../../src/otlp/signal.js';

/** A request as a rule sees it, before anything is counted. */
export interface ReceivedRequest {
  /** From 0, over all signals. */
  index: number;
  signal: Signal;
  headers: IncomingHttpHeaders;
  /** Numbers of the records in it. */
  numbers: number[];
  bodyBytes: number;
  receivedAt: number;
}

/** How a server treats one request. All fields left out: 200 with an empty response, records taken. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Records that count as taken; default: all with a status of 2xx, else none. */
  take?: number[];
  delayMillis?: number;
  /** Never answers. */
  hang?: boolean;
  /** Sends the head, then one byte of the body each so many milliseconds, without end. */
  dripMillis?: number;
  /** Destroys the socket: after the request, within the response, or after the whole response. */
  reset?: 'before-response' | 'in-response' | 'after-response';
}

export type Rule = (request: ReceivedRequest) => Reply;

/** ExportLogsServiceResponse with a partial success; the other signals have the same field numbers. */
export function partialSuccess(rejected: number, message: string): Buffer {
  const text = Buffer.from(message);
  const partial = Buffer.concat([Buffer.from([0x08, rejected, 0x12, text.length]), text]);
  return Buffer.concat([Buffer.from([0x0a, partial.length]), partial]);
}

/** For the first requests; after them all goes well. */
export const first =
  (count: number, reply: Reply): Rule =>
  ({ index }) =>
    index < count ? reply : {};
