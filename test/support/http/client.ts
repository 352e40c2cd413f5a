import { once } from 'node:events';
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** One request on a connection of its own, or on the agent's. */
export async function call(
  port: number,
  path: string,
  options: { method?: string; headers?: OutgoingHttpHeaders; body?: string; agent?: Agent } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body, agent = new Agent() } = options;
  const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

/** Sends bytes as they are and gives all that comes back until the server closes. */
export async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

/** Starts a request and goes away after the given moment, without waiting for an answer. */
export async function callAndLeave(
  port: number,
  path: string,
  headers: OutgoingHttpHeaders,
  moment: Promise<unknown>,
): Promise<void> {
  const outgoing = request({ host: '127.0.0.1', port, path, headers });
  // `once` of node:events would reject with the error of the connection.
  const closed = new Promise((resolve) => outgoing.once('close', resolve));
  outgoing.on('error', () => undefined);
  outgoing.end();
  await moment;
  outgoing.destroy();
  await closed;
}
