import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';

/** A server on a free port of this machine, ended by `await using`. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

/** Answers each request in the same way, once its body is there. */
export function httpServer(
  status: number,
  headers: Record<string, string> = {},
  body = '',
): Promise<TestServer> {
  return customServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, headers).end(body));
  });
}

export function customServer(listener: RequestListener): Promise<TestServer> {
  return listen(createServer(listener), 'http');
}

export function httpsServer(
  options: TlsOptions & { key: string; cert: string },
  status = 200,
): Promise<TestServer> {
  const server = createHttpsServer(options, (request, response) => {
    request.resume().on('end', () => response.writeHead(status).end());
  });
  return listen(server, 'https');
}

/** HTTP/2 without TLS, as a gRPC port speaks it. */
export function http2Server(): Promise<TestServer> {
  const server = createHttp2Server((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/grpc' }).end();
  });
  return listen(server as unknown as Server, 'http');
}

/** Takes connections and never says a word. */
export function silentServer(): Promise<TestServer> {
  return listen(createTcpServer(), 'http');
}

/** Ends each connection as soon as something comes. */
export function rudeServer(): Promise<TestServer> {
  return listen(
    createTcpServer((socket) => {
      socket.on('error', () => {}).once('data', () => socket.resetAndDestroy());
    }),
    'http',
  );
}

/** A port that nothing listens on. */
export async function closedPort(): Promise<number> {
  const server = await silentServer();
  await server[Symbol.asyncDispose]();
  return server.port;
}

async function listen(server: Server, scheme: string): Promise<TestServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${scheme}://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
