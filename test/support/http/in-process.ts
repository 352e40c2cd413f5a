import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureLogLines, type LogLine, type LogLines } from '../log-lines.js';
import { startTestSdk, type TestSdk } from '../sdk.js';

/** Servers of one test file, in this process, with an SDK and the log lines in memory. */
export class InProcess {
  #sdk!: TestSdk;
  #logs!: LogLines;
  readonly #servers: Server[] = [];

  start(): void {
    this.#sdk = startTestSdk();
    this.#logs = captureLogLines();
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
    this.#logs.stop();
    await this.#sdk.stop();
  }

  async listen(server: Server): Promise<number> {
    this.#servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  /** The lines of a request, once its outcome is logged. */
  async linesOf(correlationId: string): Promise<LogLine[]> {
    return soon(() => {
      const lines = this.#logs.all().filter((line) => line.correlation_id === correlationId);
      return lines.some(({ message }) => /^Request (completed|failed)$/.test(message)) ? lines : undefined;
    });
  }

  lines(): LogLine[] {
    return this.#logs.all();
  }

  /** The server span of a request, once it has ended. */
  async spanOf(correlationId: string) {
    return soon(() => this.#sdk.spans().find((one) => one.attributes.correlation_id === correlationId));
  }

  spans() {
    return this.#sdk.spans();
  }
}

/** Turns of the event loop, not time: the end of a response takes a few of them. */
const MAX_TURNS = 5000;

async function soon<T>(find: () => T | undefined): Promise<T> {
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('It did not come');
}
