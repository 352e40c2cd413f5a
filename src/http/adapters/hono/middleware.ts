import type { Context, MiddlewareHandler } from 'hono';
import type { RequestObservation } from '../../observation.js';
import { observeServerRequest } from '../../observe.js';
import type { CorrelationOptions } from '../../options.js';
import { type FrameworkBinding, resolveSettings } from '../../settings.js';
import { type NodeBindings, requestOf } from './request.js';

const BINDING: FrameworkBinding<Context> = {
  userId: (c) => (c.get('user') as { id?: unknown } | undefined)?.id,
  route: routeOf,
};

/**
 * Hono middleware, for Hono 4 on @hono/node-server: `app.use(correlation())`, before all others. Elsewhere, such as
 * in `app.request()`, the same without what needs the connection.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * ```ts
 * import { Hono } from 'hono';
 * import { correlation } from 'tracebridge/hono';
 *
 * const app = new Hono();
 * app.use(correlation());
 * ```
 */
export function correlation(options: CorrelationOptions<Context> = {}): MiddlewareHandler {
  const settings = resolveSettings(options, BINDING);
  return async function correlation(c, next) {
    const response = (c.env as NodeBindings | undefined)?.outgoing;
    const observation = observeServerRequest(requestOf(c), response, settings, c);
    try {
      await observation.run(next);
    } catch (thrown) {
      observation.fail(thrown);
      if (response === undefined) observation.end(undefined);
      throw thrown;
    }
    if (c.error !== undefined) observation.fail(c.error);
    if (response === undefined) finish(c, observation);
  };
}

function finish(c: Context, observation: RequestObservation): void {
  if (!c.res.headers.has(observation.headerName)) {
    c.header(observation.headerName, observation.correlationId);
  }
  observation.end(c.res.status);
}

/**
 * The route that was dispatched last. `routePath` of `hono/route` reads the same, but through a symbol that the CJS
 * and the ESM copy of Hono do not share.
 */
function routeOf(c: Context): string | undefined {
  const route = c.req.matchedRoutes.at(c.req.routeIndex);
  // `app.use` registers for all methods with a star at the end: a middleware answered, or nobody did.
  return route === undefined || (route.method === 'ALL' && route.path.endsWith('*')) ? undefined : route.path;
}
