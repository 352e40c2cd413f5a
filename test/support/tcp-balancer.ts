import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A load balancer of TCP connections: each goes to the next target in turn, or to the one after it when that takes none
 * (HAProxy's `balance roundrobin` with `option redispatch`).
 */
export class TcpBalancer {
  readonly #targets: readonly URL[];
  readonly #forwards = new EventEmitter();
  readonly #open = new Set<Socket>();
  #next = 0;
  readonly #server = createServer((client) => {
    this.#track(client);
    const first = this.#next++;
    this.#forward(
      client,
      this.#targets.map((_, index) => this.#targets[(first + index) % this.#targets.length] as URL),
    );
  });

  private constructor(targets: readonly string[]) {
    this.#targets = targets.map((target) => new URL(target));
  }

  static async start(targets: readonly string[]): Promise<TcpBalancer> {
    const balancer = new TcpBalancer(targets);
    balancer.#server.listen(0, '127.0.0.1');
    await once(balancer.#server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when the next bytes of a client are on their way to the target. */
  async forwarding(target: string): Promise<void> {
    await once(this.#forwards, new URL(target).host);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
    await closed;
  }

  #forward(client: Socket, [target, ...others]: readonly URL[]): void {
    if (target === undefined) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    this.#track(upstream);
    const redispatch = () => this.#forward(client, others);
    upstream.once('error', redispatch);
    upstream.once('connect', () => {
      upstream.off('error', redispatch);
      client.on('data', () => this.#forwards.emit(target.host));
      client.pipe(upstream).pipe(client);
      // A broken connection is broken on both sides: neither end waits for the other.
      client.once('close', () => upstream.destroy());
      upstream.once('close', () => client.destroy());
    });
  }

  #track(socket: Socket): void {
    this.#open.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => this.#open.delete(socket));
  }
}
