import type { Context } from 'hono';
import type { RequestMessage, ResponseMessage } from '../../messages.js';

/** What @hono/node-server puts into `c.env`. */
export interface NodeBindings {
  incoming?: RequestMessage;
  outgoing?: ResponseMessage;
}

const MESSAGE = Symbol('tracebridge.requestMessage');

/** Node's request; without one, such as in `app.request()`, the same facts of the web `Request`. */
export function requestOf(c: Context): RequestMessage {
  const incoming = (c.env as NodeBindings | undefined)?.incoming;
  if (incoming !== undefined) return incoming;
  const raw = c.req.raw as Request & { [MESSAGE]?: RequestMessage };
  raw[MESSAGE] ??= messageOf(raw);
  return raw[MESSAGE];
}

function messageOf(request: Request): RequestMessage {
  return { method: request.method, url: request.url, headers: Object.fromEntries(request.headers) };
}
