import { createServer } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { Api } from './api/api.js';
import { exportRoute } from './api/export-route.js';
import { toolRoute } from './api/tool-route.js';
import { type KeepFile, openKeepFile } from './exchange/keep-file.js';
import { LOCAL_ACCESS, tokenAccess } from './http/access.js';
import { createRouter } from './http/router.js';
import { staticFiles } from './http/static-files.js';
import { otlpRoute } from './ingest/otlp-route.js';
import { BodyReader } from './ingest/read-body.js';
import { createGrpcReceiver } from './ingest/receive-grpc.js';
import { jsonLines } from './json-lines.js';
import { mcpRoute } from './mcp/mcp-route.js';
import type { StoreLimits } from './store/store-limits.js';
import { TelemetryStore } from './store/telemetry-store.js';
import { TerminalView } from './terminal/terminal-view.js';

const HOST = '127.0.0.1';

interface DevServerOptions {
  /** Port on 127.0.0.1; 0 takes a free one. @default 4318 */
  readonly port?: number;
  /** Another address to listen on in its place, such as 0.0.0.0; the page then needs a token. @default 127.0.0.1 */
  readonly host?: string | undefined;
  /** Port of OTLP over gRPC; 0 takes a free one. @default none */
  readonly grpcPort?: number | undefined;
  /** Do without gRPC when its port is taken. @default false */
  readonly isGrpcOptional?: boolean;
  /** File of OTLP JSON lines that is read at the start and then added to. */
  readonly keepFile?: string | undefined;
  /** Where finished traces and the workers' table are printed. */
  readonly terminal?: NodeJS.WritableStream;
  /** Where each span, log record and metric point is written as a line of JSON. */
  readonly jsonl?: NodeJS.WritableStream;
  /** Bounds of what is kept in memory. */
  readonly limits?: Partial<StoreLimits>;
}

export interface DevServer {
  /** Address of the page on this machine, and the OTLP endpoint: `http://127.0.0.1:4318`. */
  readonly url: string;
  /** Address of the page from where it is reachable, with the token where it needs one. */
  readonly pageUrl: string;
  readonly port: number;
  readonly grpcPort: number | undefined;
  readonly store: TelemetryStore;
  /** Prints what is pending, ends all connections and frees the port. */
  close(): Promise<void>;
}

/** The port is taken by another program. */
export class PortInUseError extends Error {
  readonly port: number;

  constructor(port: number, host: string, options: ErrorOptions) {
    super(
      `Port ${port} on ${host} is in use, perhaps by a Collector or another \`tracebridge dev\`: ` +
        'stop it, or choose another port with --port and set OTEL_EXPORTER_OTLP_ENDPOINT to it',
      options,
    );
    this.name = 'PortInUseError';
    this.port = port;
  }
}

/**
 * Starts an OTLP receiver on loopback that keeps telemetry in memory and shows it on a page.
 * @throws PortInUseError when the port is taken
 */
export async function startDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  const store = new TelemetryStore(options.limits);
  const bodies = new BodyReader();
  const { host = HOST } = options;
  const access = options.host === undefined ? LOCAL_ACCESS : tokenAccess();
  const api = new Api(store, access.query, options.keepFile);
  const pages = staticFiles(join(__dirname, 'page'));
  const router = createRouter(access, [
    otlpRoute(store, bodies),
    toolRoute(store),
    exportRoute(store),
    mcpRoute(store, bodies),
    api.route,
    pages,
  ]);
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  // What comes while the kept file is read waits: it belongs into the file too.
  const server = createServer((request, response) => void started.then(() => router(request, response)));
  const port = await listen(server, options.port ?? 4318, host);
  let keepFile: KeepFile | undefined;
  let grpc: Awaited<ReturnType<typeof startGrpc>>;
  try {
    if (options.keepFile !== undefined) keepFile = await openKeepFile(options.keepFile, store);
    grpc = await startGrpc(store, bodies, options, host);
  } catch (error) {
    server.close();
    server.closeAllConnections();
    keepFile?.close();
    throw error;
  }
  start();
  const closeViews = openViews(store, options);
  return {
    url: `http://${isEverywhere(host) ? HOST : authorityOf(host)}:${port}`,
    pageUrl: `http://${pageHost(host)}:${port}/${access.query}`,
    port,
    grpcPort: grpc?.port,
    store,
    async close() {
      closeViews();
      api.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      grpc?.close();
      await closed;
      keepFile?.close();
    },
  };
}

async function startGrpc(
  store: TelemetryStore,
  bodies: BodyReader,
  { grpcPort, isGrpcOptional = false }: DevServerOptions,
  host: string,
) {
  if (grpcPort === undefined) return undefined;
  const server = createGrpcReceiver(store, bodies);
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  try {
    const port = await listen(server, grpcPort, host);
    const close = () => {
      server.close();
      // Senders keep theirs open.
      for (const session of sessions) session.destroy();
    };
    return { port, close };
  } catch (error) {
    if (isGrpcOptional && error instanceof PortInUseError) return undefined;
    throw error;
  }
}

/** Where "all addresses" is reachable: the first of this machine that others see. */
function pageHost(host: string): string {
  if (!isEverywhere(host)) return authorityOf(host);
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? HOST;
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function authorityOf(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** @returns ends them */
function openViews(store: TelemetryStore, { terminal, jsonl }: DevServerOptions): () => void {
  const view = terminal && new TerminalView(store, terminal);
  const unsubscribe =
    jsonl &&
    store.subscribe(({ request }) => {
      for (const line of jsonLines(request)) jsonl.write(line);
    });
  return () => {
    view?.close();
    unsubscribe?.();
  };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port, host, { cause: error }) : error);
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}
