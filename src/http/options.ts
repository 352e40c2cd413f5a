import type { PathRule } from '../config/paths.js';
import type { Trust } from '../config/start-options.js';

/**
 * A path, the beginning of one with `*` at its end, a pattern, or a test.
 * @example
 * ```ts
 * import { correlation, type IgnoreRule } from 'tracebridge/express';
 *
 * const ignorePaths: IgnoreRule[] = ['/healthz', '/static/*', (path) => path.endsWith('.map')];
 * correlation({ ignorePaths });
 * ```
 */
export type IgnoreRule = PathRule | ((path: string) => boolean);

/**
 * Options of every framework's `correlation()`.
 * @typeParam Subject what the framework gives its handlers: a request, or Koa's and Hono's context
 * @example
 * ```ts
 * import type { Request } from 'express';
 * import { type CorrelationOptions, correlation } from 'tracebridge/express';
 *
 * const options: CorrelationOptions<Request> = { getUserId: (request) => request.get('x-user'), trustProxy: 1 };
 * correlation(options);
 * ```
 */
export interface CorrelationOptions<Subject> {
  /**
   * Header that carries the correlation ID, in and out. Under the preload, which always reads `X-Correlation-ID`, an
   * accepted ID in a header of another name replaces the ID of the logs and of the server span, not the trace.
   * @default "X-Correlation-ID"
   */
  header?: string;
  /**
   * The user of a request. Asked each time a line is written, so that authentication which runs later counts. What it
   * throws is ignored; a number or an object with a text of its own becomes that text.
   * @default the `id` of the framework's `user`, such as `req.user?.id`
   */
  getUserId?: (subject: Subject) => unknown;
  /**
   * Paths, without the query, that get neither request logs nor, where the middleware makes it, a span. Their
   * correlation ID still goes in and out. The preload's span of a path is left out with `TRACEBRIDGE_IGNORE_PATHS`.
   * @default none
   */
  ignorePaths?: IgnoreRule | readonly IgnoreRule[];
  /** Whether to log "Request started", "Request completed" and "Request failed". @default true */
  requestLogs?: boolean;
  /**
   * What an incoming trace context is worth where the middleware makes the span. Under the preload `TRACEBRIDGE_TRUST`
   * holds. @default what `start()` was told, else "continue"
   */
  trust?: Trust;
  /**
   * Whether `client_ip` is taken from X-Forwarded-For: `true` for its first address, a number for the address that
   * many proxies before this server. Anyone can send that header: only set it behind a proxy that overwrites it.
   * @default false: the address of the connection; with Express, Fastify and Koa the `ip` of their request, which
   * follows the framework's own proxy setting
   */
  trustProxy?: boolean | number;
  /** Whether "Request started" carries `query_params`; secrets in them are masked either way. @default true */
  captureQuery?: boolean;
}
