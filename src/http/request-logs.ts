import type { BridgeLogger } from '../logs/logger/bridge-logger.js';
import { errorType } from '../tracing/failure.js';
import type { RequestMessage } from './messages.js';
import { queryOf, queryParameters } from './request-target.js';
import type { RequestSettings } from './settings.js';

/** Value of `error_type` when the client left before the response was complete. */
export const ABORTED = 'RequestAborted';

const NO_PARAMETERS: Readonly<Record<string, string>> = Object.freeze({});

let logger: BridgeLogger | undefined;

/** @param address of the client */
export function logStarted(
  request: RequestMessage,
  settings: RequestSettings,
  address: string | undefined,
): void {
  const fields: Record<string, unknown> = {};
  if (settings.captureQuery) {
    const query = queryOf(request);
    fields.query_params = query === undefined ? NO_PARAMETERS : queryParameters(query);
  }
  if (address !== undefined) fields.client_ip = address;
  requestLogger().info('Request started', fields);
}

export function logCompleted(durationMillis: number, status: number): void {
  requestLogger().info('Request completed', { status_code: status, duration_ms: durationMillis });
}

/** @param status undefined when no response was sent to its end */
export function logFailed(durationMillis: number, thrown: unknown, status: number | undefined): void {
  requestLogger().exception('Request failed', thrown, {
    ...(status !== undefined && { status_code: status }),
    duration_ms: durationMillis,
    error_type: errorType(thrown),
  });
}

/** A warning only: the client went away, which the server can't help. */
export function logAborted(durationMillis: number): void {
  requestLogger().warning('Request failed', { duration_ms: durationMillis, error_type: ABORTED });
}

/**
 * Made at the first request: what `configureLogging` says before counts. Loaded then, too: the preload must not load
 * winston (33 ms) for an app that doesn't log requests.
 */
function requestLogger(): BridgeLogger {
  if (logger === undefined) {
    const { getLogger } =
      require('../logs/logger/get-logger.js') as typeof import('../logs/logger/get-logger.js');
    logger = getLogger('tracebridge.http');
  }
  return logger;
}
