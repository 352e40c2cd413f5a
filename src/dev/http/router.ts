import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Access } from './access.js';
import { answerFailure, answerText } from './answer.js';

/** Handles a request, when its path and method are its own; returns whether they were. */
export type Route = (path: string, request: IncomingMessage, response: ServerResponse) => boolean;

/** The receiver's request handler: the first of the routes that a request belongs to answers it. */
export function createRouter(access: Access, routes: readonly Route[]): RequestListener {
  return (request, response) => {
    if (access.refuses(request, response)) return;
    const path = (request.url ?? '/').split('?', 1)[0]!;
    try {
      if (!routes.some((route) => route(path, request, response))) answerUnknown(request, response);
    } catch {
      // Such as a trace whose JSON is longer than a string can be.
      answerFailure(response);
    }
  };
}

function answerUnknown(request: IncomingMessage, response: ServerResponse): void {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const text = 'OTLP goes to /v1/traces, /v1/logs and /v1/metrics';
  if (isRead) answerText(response, 404, `Nothing here: ${text}`);
  else answerText(response, 405, `Not taken here: ${text}`, { allow: 'GET, HEAD', connection: 'close' });
}
