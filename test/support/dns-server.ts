import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const HEADER_BYTES = 12;
const TYPE_A = 1;

/** A DNS server that knows one name, as a cluster's does for a headless Service: it has every gateway's address. */
export class DnsServer {
  readonly #name: string;
  /** Of the gateways that there are now. */
  addresses: readonly string[];
  readonly #socket = createSocket('udp4');

  private constructor(name: string, addresses: readonly string[]) {
    this.#name = name;
    this.addresses = addresses;
    this.#socket.on('message', (query, { port, address }) =>
      this.#socket.send(this.#answer(query), port, address),
    );
  }

  static async start(name: string, addresses: readonly string[]): Promise<DnsServer> {
    const server = new DnsServer(name, addresses);
    server.#socket.bind(0, '127.0.0.1');
    await once(server.#socket, 'listening');
    return server;
  }

  /** `host:port` */
  get authority(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  /** RFC 1035, section 4: header, the question again, and an answer an address; none for another type. */
  #answer(query: Buffer): Buffer {
    const labels: string[] = [];
    let at = HEADER_BYTES;
    for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
      labels.push(query.toString('ascii', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const question = query.subarray(HEADER_BYTES, at + 5);
    const known = labels.join('.').toLowerCase() === this.#name;
    const addresses = known && query.readUInt16BE(at + 1) === TYPE_A ? this.addresses : [];
    const header = Buffer.alloc(HEADER_BYTES);
    query.copy(header, 0, 0, 2);
    // An answer, authoritative, recursion as wished; 3: no such name.
    header.writeUInt16BE(known ? 0x8580 : 0x8583, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(addresses.length, 6);
    const answers = addresses.map((address) =>
      // The name is the question's; type A, class IN, to be asked again after a second, four bytes.
      Buffer.from([0xc0, 0x0c, 0, TYPE_A, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)]),
    );
    return Buffer.concat([header, question, ...answers]);
  }
}
