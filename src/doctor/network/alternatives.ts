import type { EventEmitter } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTls } from 'node:tls';

/** What listens where OTLP over HTTP/1 found no answer it could read. */
export type OtherProtocol = 'grpc' | 'tls';

// No data is sent: a certificate that can't be verified is enough to know what listens.
const UNVERIFIED = { rejectUnauthorized: false };

/** Whether an HTTP/2 server is there: gRPC runs on nothing else, and OTLP over HTTP needs none. */
export function speaksHttp2(url: string, timeoutMillis: number): Promise<boolean> {
  return answers(connectHttp2(new URL(url).origin, UNVERIFIED), 'remoteSettings', timeoutMillis);
}

/** Whether a TLS server is there. */
export function speaksTls(url: string, timeoutMillis: number): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = connectTls({ host, port: Number(port) || 80, ...UNVERIFIED });
  return answers(socket, 'secureConnect', timeoutMillis);
}

function answers(
  connection: EventEmitter & { destroy(): void },
  event: string,
  timeoutMillis: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (answer: boolean) => {
      clearTimeout(deadline);
      connection.destroy();
      resolve(answer);
    };
    const deadline = setTimeout(finish, timeoutMillis, false);
    connection.on(event, () => finish(true));
    for (const end of ['error', 'close']) connection.on(end, () => finish(false));
  });
}
