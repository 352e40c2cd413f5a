import type { IncomingMessage } from 'node:http';
import type { ResolvedOptions } from '../config/options.js';
import { nodeBinding } from '../http/adapters/node/binding.js';
import { observeServerRequest } from '../http/observe.js';
import { resolveSettings } from '../http/settings.js';
import type { ServerRequestHook } from './instrumentations.js';

/**
 * Observes each incoming request before the app's handler runs: logging fields, response header and, when asked for,
 * request logs. A middleware finds the observation and adds what it knows.
 */
export function createServerRequestHook(options: ResolvedOptions): ServerRequestHook {
  const settings = resolveSettings<IncomingMessage>({ requestLogs: options.requestLogs }, nodeBinding);
  return (response) => {
    observeServerRequest(response.req, response, settings, response.req);
  };
}
