import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { observeServerRequest } from '../../observe.js';
import type { CorrelationOptions } from '../../options.js';
import { type FrameworkBinding, resolveSettings } from '../../settings.js';
import { observeErrors } from './errors.js';

/**
 * What is used of Koa's context. Koa has no types of its own: `Koa.Context` of @types/koa is one of these, and
 * `correlation` takes it from the type of `getUserId`.
 * @example
 * ```ts
 * import { correlation, type KoaContext } from 'tracebridge/koa';
 *
 * correlation({ getUserId: (ctx: KoaContext) => ctx.state.user?.id });
 * ```
 */
export interface KoaContext {
  readonly app: EventEmitter;
  readonly req: IncomingMessage | Http2ServerRequest;
  readonly res: ServerResponse | Http2ServerResponse;
  readonly ip: string;
  // biome-ignore lint/suspicious/noExplicitAny: each app has its own state
  readonly state: any;
  readonly _matchedRoute?: unknown;
}

/**
 * Middleware of Koa, by the parts that are used of its context.
 * @example
 * ```ts
 * import { correlation, type KoaContext, type KoaMiddleware } from 'tracebridge/koa';
 *
 * const middleware: KoaMiddleware<KoaContext> = correlation();
 * ```
 */
export type KoaMiddleware<Context extends KoaContext> = (
  ctx: Context,
  next: () => Promise<unknown>,
) => Promise<void>;

const BINDING: FrameworkBinding<KoaContext> = {
  userId: (ctx) => ctx.state.user?.id,
  clientAddress: (ctx) => ctx.ip,
  // Set by @koa/router, with the prefixes of nested routers.
  route: (ctx) => (ctx._matchedRoute === undefined ? undefined : String(ctx._matchedRoute)),
};

/**
 * Koa middleware, for Koa 2.15 and later and Koa 3: `app.use(correlation())`, before all others.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * ```ts
 * import Koa from 'koa';
 * import { correlation } from 'tracebridge/koa';
 *
 * const app = new Koa();
 * app.use(correlation());
 * ```
 */
export function correlation<Context extends KoaContext = KoaContext>(
  options: CorrelationOptions<Context> = {},
): KoaMiddleware<Context> {
  const settings = resolveSettings<Context>(options, BINDING);
  return async function correlation(ctx, next) {
    observeErrors(ctx.app);
    const observation = observeServerRequest(ctx.req, ctx.res, settings, ctx);
    // Koa sends the body, and emits errors, after the middlewares and outside of what they run in.
    observation.enter();
    try {
      await observation.run(next);
    } catch (thrown) {
      observation.fail(thrown);
      throw thrown;
    }
  };
}
