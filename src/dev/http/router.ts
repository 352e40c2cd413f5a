import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { SIGNALS, type Signal } from '../../otlp/signal.js';
import { BodyReader } from '../ingest/read-body.js';
import { receiveOtlp } from '../ingest/receive-otlp.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import type { Access } from './access.js';
import { answerText } from './answer.js';

/** Handles a request, when its path and method are its own; returns whether they were. */
export type Route = (path: string, request: IncomingMessage, response: ServerResponse) => boolean;

const SIGNAL_PATHS = new Map<string, Signal>(SIGNALS.map((signal) => [`/v1/${signal}`, signal]));

/** The receiver's request handler: OTLP at its standard paths, everything else by `routes`. */
export function createRouter(
  store: TelemetryStore,
  access: Access,
  routes: readonly Route[],
): RequestListener {
  const bodies = new BodyReader();
  return (request, response) => {
    if (access.refuses(request, response)) return;
    const path = (request.url ?? '/').split('?', 1)[0]!;
    const signal = SIGNAL_PATHS.get(path);
    if (signal !== undefined) {
      receiveOtlp(signal, request, response, store, bodies).catch(() => answerFailure(response));
    } else {
      try {
        if (!routes.some((route) => route(path, request, response))) answerUnknown(request, response);
      } catch {
        // Such as a trace whose JSON is longer than a string can be.
        answerFailure(response);
      }
    }
  };
}

/** 500 makes an OTLP sender give the batch up rather than repeat what failed here. */
function answerFailure(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else answerText(response, 500, 'The receiver failed on this request', { connection: 'close' });
}

function answerUnknown(request: IncomingMessage, response: ServerResponse): void {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const text = 'OTLP goes to /v1/traces, /v1/logs and /v1/metrics';
  if (isRead) answerText(response, 404, `Nothing here: ${text}`);
  else answerText(response, 405, `Not taken here: ${text}`, { allow: 'GET, HEAD', connection: 'close' });
}
