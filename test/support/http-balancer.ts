import { EventEmitter, once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * A load balancer of HTTP requests: each goes to the next target in turn. One that takes no connection is passed over;
 * a connection that breaks under a request is answered with 502, for nobody knows what became of it.
 */
export class HttpBalancer {
  readonly #targets: readonly string[];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #forwards = new EventEmitter();
  #bytes = 0;
  #next = 0;
  readonly #server = createServer((incoming, response) => void this.#serve(incoming, response));

  private constructor(targets: readonly string[]) {
    this.#targets = targets;
  }

  static async start(targets: readonly string[]): Promise<HttpBalancer> {
    const balancer = new HttpBalancer(targets);
    balancer.#server.listen(0, '127.0.0.1');
    await once(balancer.#server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Of the bodies that came. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves when the next request is on its way to the target. */
  async forwarding(target: string): Promise<void> {
    await once(this.#forwards, target);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await closed;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming).catch(() => undefined);
    if (body === undefined) return; // The sender has gone.
    this.#bytes += body.length;
    const first = this.#next++;
    for (const index of this.#targets.keys()) {
      const target = this.#targets[(first + index) % this.#targets.length] as string;
      if (await this.#forward(target, incoming, body, response)) return;
    }
    response.writeHead(503).end();
  }

  /** Resolves to whether the request is settled; false: nothing has left. */
  #forward(
    target: string,
    { url = '/', method, headers }: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<boolean> {
    return new Promise((resolve) => {
      const upstream = request(new URL(url, target), { method, headers, agent: this.#agent });
      upstream.once('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on('error', () => response.destroy()).pipe(response);
        resolve(true);
      });
      upstream.once('error', ({ code }: NodeJS.ErrnoException) => {
        const refused = code === 'ECONNREFUSED';
        if (!refused) response.writeHead(502).end();
        resolve(!refused);
      });
      upstream.end(body, () => this.#forwards.emit(target));
    });
  }
}
