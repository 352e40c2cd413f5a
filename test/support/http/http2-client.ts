import { once } from 'node:events';
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { text } from 'node:stream/consumers';
import type { Answer } from './client.js';

export async function connectHttp2(port: number): Promise<ClientHttp2Session> {
  const session = connect(`http://127.0.0.1:${port}`);
  await once(session, 'connect');
  return session;
}

export async function callHttp2(
  session: ClientHttp2Session,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const stream = session.request({ ':path': path, ...headers });
  const body = text(stream);
  const [response] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  return {
    status: Number(response[':status']),
    headers: response as Answer['headers'],
    body: await body,
  };
}
