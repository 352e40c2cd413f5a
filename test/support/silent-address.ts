import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Listens, then blocks its event loop for ever: nothing is ever accepted. */
const LISTENER = `
  const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

/** Handshakes on loopback are done within this time, or never. Milliseconds. */
const HANDSHAKE_MILLIS = 300;

/**
 * An address that never answers: the queue of its listening socket is full, so the system drops each SYN, as a host that
 * is gone or a firewall does.
 */
export class SilentAddress {
  private constructor(
    readonly url: string,
    readonly child: ChildProcess,
    readonly sockets: readonly Socket[],
  ) {}

  static async start(): Promise<SilentAddress> {
    const child = spawn(process.execPath, ['-e', LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = await once(child.stdout!, 'data');
    const sockets: Socket[] = [];
    for (let connected = true; connected; ) {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
      sockets.push(socket);
      connected = await Promise.race([
        once(socket, 'connect').then(() => true),
        delay(HANDSHAKE_MILLIS, false),
      ]);
    }
    return new SilentAddress(`http://127.0.0.1:${port}`, child, sockets);
  }

  [Symbol.dispose](): void {
    for (const socket of this.sockets) socket.destroy();
    this.child.kill('SIGKILL');
  }
}
