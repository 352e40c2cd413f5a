import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Signal } from '../../../src/otlp/signal.js';
import { type NumberedRecord, readRecords } from './numbers.js';
import type { ReceivedRequest, Reply, Rule } from './reply.js';

/** An OTLP/HTTP collector whose faults a test programs. Records are told apart by their numbers. */
export class OtlpServer {
  /** How requests are treated; may be changed at any time. */
  rule: Rule = () => ({});
  /** So many requests are still to be reset while their body is sent; they count nowhere. */
  uploadsToCut = 0;
  /** Requests whose records were taken and whose client was gone before the answer, as when it waited for too long. */
  readonly unheard: ReceivedRequest[] = [];
  readonly requests: ReceivedRequest[] = [];
  /** Records taken, in the order of arrival, duplicates included. */
  readonly taken: Record<Signal, NumberedRecord[]> = { traces: [], metrics: [], logs: [] };
  #server: Server;
  #port = 0;
  #tls: { key: string; cert: string } | undefined;
  #notify: () => void = () => {};

  private constructor(tls: { key: string; cert: string } | undefined) {
    this.#tls = tls;
    this.#server = this.#create();
  }

  static async start(tls?: { key: string; cert: string }): Promise<OtlpServer> {
    const server = new OtlpServer(tls);
    await server.#listen(0);
    return server;
  }

  get url(): string {
    return `${this.#tls ? 'https' : 'http'}://localhost:${this.#port}`;
  }

  /** Numbers of the records taken, each once. */
  distinct(signal: Signal): Set<number> {
    return new Set(this.taken[signal].map(({ number }) => number));
  }

  /** Numbers from 0 to `count - 1` that were not taken. */
  missing(signal: Signal, count: number): number[] {
    const seen = this.distinct(signal);
    return Array.from({ length: count }, (_, number) => number).filter((number) => !seen.has(number));
  }

  /** What was taken as an account counts it: log records, spans, metric data points; duplicates included. */
  items(signal: Signal): number {
    return this.taken[signal].reduce((sum, { items }) => sum + items, 0);
  }

  duplicates(signal: Signal): number {
    return this.taken[signal].length - this.distinct(signal).size;
  }

  /** Resolves once `condition` holds; it is looked at after each request. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
  }

  /** Stops listening and cuts all connections; the port is kept for {@link up}. */
  async down(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Listens on the same port again. @param tls another certificate */
  async up(tls = this.#tls): Promise<void> {
    this.#tls = tls;
    this.#server = this.#create();
    await this.#listen(this.#port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.down();
  }

  #create(): Server {
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      this.#handle(request, response).catch(() => response.destroy());
    };
    return this.#tls ? createTlsServer(this.#tls, listener) : createServer(listener);
  }

  async #listen(port: number): Promise<void> {
    for (;;) {
      this.#server.listen(port, 'localhost');
      try {
        await once(this.#server, 'listening');
        break;
      } catch (error) {
        // While it was down, a connection of some other process may have got the port for its own end.
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port === 0) throw error;
        await delay(20);
      }
    }
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.uploadsToCut > 0) {
      this.uploadsToCut--;
      request.once('data', () => request.socket.resetAndDestroy());
      return;
    }
    const signal = request.url!.split('/').at(-1) as Signal;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { headers } = request;
    const records = readRecords(signal, body, headers['content-type'], headers['content-encoding']);
    const received: ReceivedRequest = {
      index: this.requests.length,
      signal,
      headers,
      numbers: records.map(({ number }) => number),
      bodyBytes: body.length,
      receivedAt: performance.now(),
    };
    const reply = this.rule(received);
    this.requests.push(received);
    const isTaken = this.#take(signal, records, reply);
    response.once('close', () => {
      if (isTaken && !response.writableFinished) this.unheard.push(received);
    });
    this.#notify();
    await answer(response, received, reply);
  }

  /** Whether it takes all. */
  #take(signal: Signal, records: readonly NumberedRecord[], reply: Reply): boolean {
    const { status = 200, take, hang, reset } = reply;
    if (take) this.taken[signal].push(...records.filter(({ number }) => take.includes(number)));
    else if (status < 300 && !hang && reset !== 'before-response') {
      this.taken[signal].push(...records);
      return true;
    }
    return false;
  }
}

async function answer(response: ServerResponse, { headers }: ReceivedRequest, reply: Reply): Promise<void> {
  if (reply.delayMillis) await delay(reply.delayMillis);
  if (reply.hang) return;
  if (reply.reset === 'before-response') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(reply.status ?? 200, {
    'content-type': headers['content-type'] ?? 'application/x-protobuf',
    ...reply.headers,
  });
  if (reply.reset === 'in-response') {
    response.write('\0', () => response.socket?.destroy());
    return;
  }
  if (reply.dripMillis) {
    while (!response.destroyed) {
      response.write('\0');
      await delay(reply.dripMillis);
    }
    return;
  }
  response.end(reply.body ?? '', () => {
    if (reply.reset === 'after-response') response.socket?.destroy();
  });
}
