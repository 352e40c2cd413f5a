import { EventEmitter, once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

export interface SinkRequest {
  method: string;
  /** With the query string, as sent. */
  target: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** As names and values came, in order; for signatures. */
  rawHeaders: string[];
  /** As sent. */
  raw: Buffer;
  /** Unpacked. */
  body: Buffer;
}

export interface Answer {
  status: number;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

/** An HTTP server that stands for a vendor's end: answers as `answer` decides, and can be away. */
export abstract class HttpSink {
  readonly requests: SinkRequest[] = [];
  readonly #events = new EventEmitter();
  #failure: Answer | undefined;
  #server: Server | undefined;
  #port = 0;

  protected abstract answer(request: SinkRequest): Answer;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async open(): Promise<this> {
    const server = createServer((request, response) => void this.#serve(request, response));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  /** Answers every request with this until called with undefined. */
  fail(answer: Answer | undefined): void {
    this.#failure = answer;
  }

  /** Closes the port and every connection; `open` brings it back on the same port. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Resolves once the condition holds; looks again after each request. */
  async when(what: string, condition: () => boolean, timeoutMillis = 30_000): Promise<void> {
    const deadline = AbortSignal.timeout(timeoutMillis);
    while (!condition()) {
      try {
        await once(this.#events, 'request', { signal: deadline });
      } catch (cause) {
        const seen = this.requests.map(({ method, path }) => `${method} ${path}`).join(', ');
        throw new Error(`Waited ${timeoutMillis} ms for ${what}; requests: ${seen || 'none'}`, { cause });
      }
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // The sender has gone, or `close` has cut the connection: nothing was received.
    }
    const raw = Buffer.concat(chunks);
    const target = request.url ?? '/';
    const received: SinkRequest = {
      method: request.method ?? 'GET',
      target,
      path: target.split('?', 1)[0] ?? '/',
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      raw,
      body: unpack(raw, request.headers['content-encoding']),
    };
    const { status, body = '', headers } = this.#failure ?? this.answer(received);
    this.requests.push(received);
    response.writeHead(status, headers).end(body);
    this.#events.emit('request');
  }
}

function unpack(raw: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'gzip') return gunzipSync(raw);
  if (encoding === 'deflate') return inflateSync(raw);
  if (encoding === 'zstd') return zstdDecompressSync(raw);
  return raw;
}
