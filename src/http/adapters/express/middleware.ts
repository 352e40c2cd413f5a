import type { Request, RequestHandler } from 'express';
import { observeServerRequest } from '../../observe.js';
import type { CorrelationOptions } from '../../options.js';
import { type FrameworkBinding, resolveSettings } from '../../settings.js';
import { prepareApplication } from './layers.js';

const BINDING: FrameworkBinding<Request> = {
  userId: (request) => (request as Request & { user?: { id?: unknown } }).user?.id,
  clientAddress: (request) => request.ip,
};

/**
 * Express middleware, for Express 4.18 and later and Express 5: `app.use(correlation())`, before all others.
 *
 * Gives each request its correlation ID, context, response header and request logs. Errors stay with the app's own
 * error handlers.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * ```ts
 * import express from 'express';
 * import { correlation } from 'tracebridge/express';
 *
 * const app = express();
 * app.use(correlation({ ignorePaths: '/healthz' }));
 * ```
 */
export function correlation(options: CorrelationOptions<Request> = {}): RequestHandler {
  const settings = resolveSettings(options, BINDING);
  return function correlation(request, response, next) {
    if (request.app !== undefined) prepareApplication(request.app);
    observeServerRequest(request, response, settings, request).run(next);
  };
}
