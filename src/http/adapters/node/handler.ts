import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { RequestObservation } from '../../observation.js';
import { observeServerRequest } from '../../observe.js';
import type { CorrelationOptions } from '../../options.js';
import { type RequestSettings, resolveSettings } from '../../settings.js';
import { nodeBinding } from './binding.js';

/**
 * Requests of `node:http`, `node:https` and `node:http2`.
 * @example
 * ```ts
 * import { correlation, type NodeRequest } from 'tracebridge/http';
 *
 * correlation({ getUserId: (request: NodeRequest) => request.headers['x-user'] });
 * ```
 */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/**
 * The response of `node:http` or `node:http2`.
 * @example
 * ```ts
 * import type { NodeResponse } from 'tracebridge/http';
 *
 * const refuse = (response: NodeResponse) => {
 *   response.statusCode = 403;
 *   response.end();
 * };
 * ```
 */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/**
 * A request listener of one of these modules, asynchronous or not.
 * @example
 * ```ts
 * import type { IncomingMessage, ServerResponse } from 'node:http';
 * import { correlation, type NodeHandler } from 'tracebridge/http';
 *
 * const handler: NodeHandler<IncomingMessage, ServerResponse> = (_request, response) => response.end('ok');
 * correlation(handler);
 * ```
 */
export type NodeHandler<Request extends NodeRequest, Response extends NodeResponse> = (
  request: Request,
  response: Response,
) => unknown;

/**
 * Puts a request listener into the request's context.
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { correlation, type HandlerWrapper } from 'tracebridge/http';
 *
 * const correlated: HandlerWrapper = correlation({ header: 'X-Request-ID' });
 * createServer(correlated((_request, response) => response.end('ok')));
 * ```
 */
export type HandlerWrapper = <
  Request extends NodeRequest = IncomingMessage,
  Response extends NodeResponse = ServerResponse,
>(
  handler: NodeHandler<Request, Response>,
) => NodeHandler<Request, Response>;

// biome-ignore lint/suspicious/noExplicitAny: a listener of either module
type AnyHandler = (this: unknown, request: any, response: any) => unknown;

/**
 * Wraps a request listener of `node:http`, `node:https` or `node:http2`: `createServer(correlation(handler, options))`,
 * or `correlation(options)` for several.
 *
 * What the handler throws or rejects with is logged at once and goes on to wherever it went without the wrapper.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { correlation } from 'tracebridge/http';
 *
 * createServer(correlation((_request, response) => response.end('ok'))).listen(3000);
 * ```
 */
export function correlation<
  Request extends NodeRequest = IncomingMessage,
  Response extends NodeResponse = ServerResponse,
>(
  handler: NodeHandler<Request, Response>,
  options?: CorrelationOptions<NodeRequest>,
): NodeHandler<Request, Response>;
export function correlation(options?: CorrelationOptions<NodeRequest>): HandlerWrapper;
export function correlation(
  given: AnyHandler | CorrelationOptions<NodeRequest> = {},
  options: CorrelationOptions<NodeRequest> = {},
): AnyHandler | ((handler: AnyHandler) => AnyHandler) {
  if (typeof given === 'function') return wrap(given, resolveSettings(options, nodeBinding));
  const settings = resolveSettings(given, nodeBinding);
  return (handler: AnyHandler) => wrap(handler, settings);
}

function wrap(handler: AnyHandler, settings: RequestSettings<NodeRequest>): AnyHandler {
  return function (request: IncomingMessage, response: ServerResponse) {
    const observation = observeServerRequest(request, response, settings, request);
    return observation.run(() => call(this, handler, observation, request, response));
  };
}

function call(
  server: unknown,
  handler: AnyHandler,
  observation: RequestObservation,
  request: IncomingMessage,
  response: ServerResponse,
): unknown {
  let result: unknown;
  try {
    result = handler.call(server, request, response);
  } catch (thrown) {
    observation.failNow(thrown);
    throw thrown;
  }
  if (!(result instanceof Promise)) return result;
  return result.catch((thrown) => {
    observation.failNow(thrown);
    throw thrown;
  });
}
