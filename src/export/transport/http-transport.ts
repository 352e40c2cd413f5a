import type {
  ClientRequestArgs,
  Agent as HttpAgent,
  IncomingMessage,
  ClientRequest as Request,
} from 'node:http';
import type { AgentOptions, Agent as HttpsAgent } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { VERSION } from '../../core/version.js';
import type { Signal } from '../../otlp/signal.js';
import type { Batch } from '../batch.js';
import type { DestinationConfig } from '../config-types.js';
import { encodeBody } from './body.js';
import { Agent, ClientRequest } from './node-http.js';
import { connectionFailure, type Outcome, outcomeOfStatus } from './outcome.js';
import { readPartialSuccess } from './partial-success.js';
import { parseRetryAfter } from './retry-after.js';
import { tlsOptions, tlsStamp } from './tls.js';
import type { Transport } from './transport.js';

/** OTLP exporter specification, "User Agent": a distribution's name before the exporter's, with its language. */
const USER_AGENT = `tracebridge/${VERSION} OTel-OTLP-Exporter-JavaScript/${VERSION}`;

/** Once a 2xx status is there the records are taken: its body can only add how many were not. Milliseconds. */
const BODY_GRACE_MILLIS = 1000;

interface HttpTransportOptions {
  signal: Signal;
  destination: DestinationConfig;
  concurrency: number;
  maxResponseBytes: number;
  compressAboveBytes: number;
  /** Whether sockets let the event loop end. */
  unref: boolean;
}

/** TLS is loaded where it is used: it takes 10 ms. */
function createHttpsAgent(options: AgentOptions): HttpsAgent {
  const https = process.getBuiltinModule('node:https');
  return new https.Agent(options);
}

interface Agents {
  readonly kept: HttpAgent | HttpsAgent;
  /** Keeps no sockets: each of its requests has a new one. */
  readonly fresh: HttpAgent | HttpsAgent;
}

function destroy(agents: Agents | undefined): void {
  agents?.kept.destroy();
  agents?.fresh.destroy();
}

/**
 * OTLP/HTTP on an agent of its own. `ClientRequest` is what instrumentations that patch `http.request` leave alone.
 * Redirects are not followed, and no compressed response is asked for, so that `maxResponseBytes` bounds what a response
 * can cost.
 */
export class HttpTransport implements Transport {
  readonly #options: HttpTransportOptions;
  readonly #target: ClientRequestArgs;
  readonly #createAgent: (keepAlive: boolean) => HttpAgent | HttpsAgent;
  #agents: Agents | undefined;
  readonly #headers: Record<string, string>;
  /** Until the collector refuses a compressed body for being one. */
  #mayCompress = true;
  #isClosed = false;
  /** Written whole, and without an outcome yet. */
  readonly #awaited = new Set<Request>();
  #tlsStamp = '';

  /** @throws when the URL is unusable */
  constructor(options: HttpTransportOptions) {
    const { destination, concurrency } = options;
    this.#options = options;
    this.#target = urlToHttpOptions(new URL(destination.url)) as ClientRequestArgs;
    const pool = { maxSockets: concurrency, maxFreeSockets: concurrency };
    this.#createAgent =
      this.#target.protocol === 'https:'
        ? (keepAlive) => createHttpsAgent({ ...pool, keepAlive, ...tlsOptions(destination.tls) })
        : (keepAlive) => new Agent({ ...pool, keepAlive });
    this.#headers = {
      'user-agent': USER_AGENT,
      ...destination.headers,
      'content-type': destination.protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
    };
  }

  async send(batch: Batch): Promise<Outcome> {
    try {
      const { body, compressed } = encodeBody(batch, { ...this.#options, mayCompress: this.#mayCompress });
      const outcome = await this.#sendBody(batch, body, compressed);
      if (!compressed || outcome.kind !== 'refused' || outcome.cause.code !== 'HTTP 415') return outcome;
      // RFC 7694, section 3: whoever is there takes no compressed bodies.
      this.#mayCompress = false;
      return await this.send(batch);
    } catch (error) {
      return connectionFailure(error);
    }
  }

  async #sendBody(batch: Batch, body: Buffer, compressed: boolean): Promise<Outcome> {
    const agents = this.#currentAgents();
    const first = await this.#attempt(batch, body, compressed, agents.kept);
    if (first !== 'stale-socket') return first;
    // The socket was closed by `close`: the collector may have taken the batch.
    if (this.#isClosed) return connectionFailure({ code: 'ECONNRESET' });
    // A kept-alive socket that the server closed at the same moment: nothing is wrong, a new socket will do. The pool
    // is no help: a collector that restarts closes all sockets in it.
    const second = await this.#attempt(batch, body, compressed, agents.fresh);
    return second === 'stale-socket' ? connectionFailure({ code: 'ECONNRESET' }) : second;
  }

  get isAwaited(): boolean {
    return this.#awaited.size > 0;
  }

  close(): void {
    this.#isClosed = true;
    destroy(this.#agents);
  }

  /**
   * Certificates are rotated in place, and may come later than the process: files that changed are read again, and requests
   * from now on use them.
   * @throws while one can't be read and none was
   */
  #currentAgents(): Agents {
    const stamp = tlsStamp(this.#options.destination.tls);
    if (this.#agents !== undefined && stamp === this.#tlsStamp) return this.#agents;
    this.#tlsStamp = stamp;
    try {
      const agents = { kept: this.#createAgent(true), fresh: this.#createAgent(false) };
      // Its sockets end with their requests.
      destroy(this.#agents);
      this.#agents = agents;
    } catch (error) {
      // In the middle of being written, or removed: the ones that were read stay, until they change again.
      if (this.#agents === undefined) throw error;
    }
    return this.#agents;
  }

  #attempt(
    batch: Batch,
    body: Buffer,
    compressed: boolean,
    agent: HttpAgent,
  ): Promise<Outcome | 'stale-socket'> {
    return new Promise((resolve) => {
      const request = this.#open(body.length, compressed, agent);
      let answered = false;
      let isOver = false;
      // One deadline over everything: connecting, sending, a response that drips.
      const deadline = setTimeout(() => {
        // A response that has begun ends with its request, and its status stands.
        if (!answered) finish(connectionFailure({ code: 'TIMEOUT' }));
        request.destroy();
      }, this.#options.destination.timeoutMillis);
      deadline.unref();
      const finish = (outcome: Outcome | 'stale-socket'): void => {
        // A promise that is resolved twice is told of to an app's `multipleResolves`.
        if (isOver) return;
        clearTimeout(deadline);
        isOver = true;
        this.#awaited.delete(request);
        resolve(outcome);
      };
      request.on('finish', () => {
        if (!isOver) this.#awaited.add(request);
      });
      request.on('response', (response) => {
        answered = true;
        this.#receive(request, response, batch.items, finish);
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        if (answered) return;
        const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        finish(stale ? 'stale-socket' : connectionFailure(error));
      });
      // Not asked for, so whoever answers 101 is no collector, or a proxy in front of one.
      request.on('upgrade', ({ statusCode }, socket) => {
        socket.destroy();
        finish({
          kind: 'retry',
          cause: { type: 'status', code: `HTTP ${statusCode}` },
          retryAfterMillis: undefined,
        });
      });
      // However else it ended. Of a response the end of its body counts.
      request.on('close', () => {
        if (!answered) finish(connectionFailure({ code: 'ECONNRESET' }));
      });
      request.end(body);
    });
  }

  #open(length: number, compressed: boolean, agent: HttpAgent): Request {
    const request = new ClientRequest({
      ...this.#target,
      method: 'POST',
      agent,
      headers: {
        ...this.#headers,
        'content-length': length,
        ...(compressed && { 'content-encoding': 'gzip' }),
      },
    });
    if (this.#options.unref) request.on('socket', (socket) => socket.unref());
    return request;
  }

  #receive(
    request: Request,
    response: IncomingMessage,
    items: number,
    finish: (outcome: Outcome) => void,
  ): void {
    const status = response.statusCode ?? 0;
    const taken = status >= 200 && status < 300;
    const chunks: Buffer[] = [];
    let size = 0;
    const conclude = (): void => {
      clearTimeout(grace);
      if (taken) {
        finish({ kind: 'delivered', ...readPartialSuccess(Buffer.concat(chunks), items) });
      } else {
        const { 'retry-after': retryAfter, date } = response.headers;
        finish(outcomeOfStatus(status, parseRetryAfter(retryAfter, date)));
      }
    };
    const cut = (): void => {
      conclude();
      request.destroy();
    };
    const grace = setTimeout(cut, BODY_GRACE_MILLIS);
    grace.unref();
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > this.#options.maxResponseBytes) cut();
      else chunks.push(chunk);
    });
    response.on('end', conclude);
    // Reset within the body: the status stands.
    response.on('error', conclude);
    response.on('close', conclude);
  }
}
