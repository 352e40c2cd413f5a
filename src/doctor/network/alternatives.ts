import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTls } from 'node:tls';

/** What listens where OTLP over HTTP/1 found no answer it could read. */
export type OtherProtocol = 'grpc' | 'tls';

/** Whether an HTTP/2 server is there: gRPC runs on nothing else, and OTLP over HTTP needs none. */
export function speaksHttp2(url: string, timeoutMillis: number): Promise<boolean> {
  const { origin } = new URL(url);
  return new Promise((resolve) => {
    // No data is sent: a certificate that can't be verified is enough to know what listens.
    const session = connectHttp2(origin, { rejectUnauthorized: false });
    const finish = (answer: boolean) => {
      clearTimeout(deadline);
      session.destroy();
      resolve(answer);
    };
    const deadline = setTimeout(() => finish(false), timeoutMillis);
    session.on('remoteSettings', () => finish(true));
    session.on('error', () => finish(false));
    session.on('close', () => finish(false));
  });
}

/** Whether a TLS server is there. */
export function speaksTls(url: string, timeoutMillis: number): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connectTls({ host, port: Number(port) || 80, rejectUnauthorized: false });
    const finish = (answer: boolean) => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(answer);
    };
    const deadline = setTimeout(() => finish(false), timeoutMillis);
    socket.on('secureConnect', () => finish(true));
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
  });
}
