import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Api } from './api/api.js';
import { createRouter } from './http/router.js';
import { staticFiles } from './http/static-files.js';
import { jsonLines } from './json-lines.js';
import type { StoreLimits } from './store/store-limits.js';
import { TelemetryStore } from './store/telemetry-store.js';
import type { Trace } from './store/trace.js';
import { TerminalView } from './terminal/terminal-view.js';
import { SettledTraces } from './view/settled-traces.js';

const HOST = '127.0.0.1';

/** Quiet time after which a trace counts as finished: above the batch delay of common SDK settings for development. */
const DEFAULT_SETTLE_MILLIS = 1_500;

export interface DevServerOptions {
  /** Port on 127.0.0.1; 0 takes a free one. @default 4318 */
  readonly port?: number;
  /** Where finished traces and the workers' table are printed. */
  readonly terminal?: NodeJS.WritableStream;
  /** Where each span, log record and metric point is written as a line of JSON. */
  readonly jsonl?: NodeJS.WritableStream;
  /** Told the traces of one correlation ID when they are finished. */
  readonly onTraces?: (traces: Trace[]) => void;
  /** Quiet time after which a trace counts as finished, in milliseconds. @default 1500 */
  readonly settleMillis?: number;
  /** Bounds of what is kept in memory. */
  readonly limits?: Partial<StoreLimits>;
}

export interface DevServer {
  /** Address of the page, and the OTLP endpoint: `http://127.0.0.1:4318`. */
  readonly url: string;
  readonly port: number;
  readonly store: TelemetryStore;
  /** Prints what is pending, ends all connections and frees the port. */
  close(): Promise<void>;
}

/** The port is taken by another program. */
export class PortInUseError extends Error {
  readonly port: number;

  constructor(port: number, options: ErrorOptions) {
    super(
      `Port ${port} on ${HOST} is in use, perhaps by a Collector or another \`tracebridge dev\`: ` +
        'stop it, or choose another port with --port and set OTEL_EXPORTER_OTLP_ENDPOINT to it',
      options,
    );
    this.name = 'PortInUseError';
    this.port = port;
  }
}

/**
 * Starts an OTLP/HTTP receiver on loopback that keeps telemetry in memory and shows it on a page.
 * @throws PortInUseError when the port is taken
 */
export async function startDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  const store = new TelemetryStore(options.limits);
  const api = new Api(store);
  const server = createServer(createRouter(store, [api.route, staticFiles(join(__dirname, 'page'))]));
  const port = await listen(server, options.port ?? 4318);
  const closeViews = openViews(store, options);
  return {
    url: `http://${HOST}:${port}`,
    port,
    store,
    async close() {
      closeViews();
      api.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function openViews(store: TelemetryStore, options: DevServerOptions): () => void {
  const settleMillis = options.settleMillis ?? DEFAULT_SETTLE_MILLIS;
  const views: { close(): void }[] = [];
  const { terminal, jsonl, onTraces } = options;
  if (terminal !== undefined) views.push(new TerminalView(store, terminal, { settleMillis }));
  if (onTraces !== undefined) views.push(new SettledTraces(store, settleMillis, onTraces));
  if (jsonl !== undefined) {
    const close = store.subscribe(({ request }) => {
      for (const line of jsonLines(request)) jsonl.write(line);
    });
    views.push({ close });
  }
  return () => {
    for (const view of views) view.close();
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port, { cause: error }) : error);
    });
    server.listen(port, HOST, resolve);
  });
  return (server.address() as AddressInfo).port;
}
