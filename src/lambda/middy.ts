import { ensureContextManager, enterContext } from '../correlation/context-manager.js';
import { beginInvocation, type Invocation } from './invocation.js';
import { type LambdaOptions, resolveLambdaOptions } from './options.js';
import { createFlusher } from './runtime.js';
import { withHeader } from './wrap.js';

/** What middy (https://middy.js.org) gives to a middleware, as far as it is used. */
interface MiddyRequest {
  event: unknown;
  context: unknown;
  response?: unknown;
  error?: unknown;
}

/** A middleware in middy's own shape. */
interface MiddyMiddleware {
  before(request: MiddyRequest): void;
  after(request: MiddyRequest): Promise<void>;
  onError(request: MiddyRequest): Promise<void>;
}

/**
 * {@link withTelemetry} as a middleware of middy: the first one, so that its end is the last.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * import { telemetry } from 'tracebridge/lambda';
 * declare const middy: (handle: () => Promise<unknown>) => { use(middleware: unknown): unknown };
 * export const handler = middy(async () => ({ statusCode: 204 })).use(telemetry());
 */
export function telemetry(options?: LambdaOptions): MiddyMiddleware {
  const resolved = resolveLambdaOptions(options);
  const flusher = createFlusher(resolved);
  const invocations = new WeakMap<MiddyRequest, Invocation>();
  return {
    // Not async: the context that is entered here is the one that middy goes on with.
    before(request) {
      const { event, context } = request;
      const invocation = beginInvocation(event, context, resolved, () => void flusher.flush());
      if (invocation === undefined) return;
      invocations.set(request, invocation);
      if (ensureContextManager()) enterContext(invocation.context);
    },
    async after(request) {
      const invocation = invocations.get(request);
      invocation?.complete(request.response);
      if (invocation !== undefined) request.response = withHeader(request.response, invocation);
      await flusher.beforeAnswer(request.context);
    },
    async onError(request) {
      const invocation = invocations.get(request);
      // There is a response where another middleware has made one of the error.
      invocation?.fail(request.error, request.response);
      if (invocation !== undefined) request.response = withHeader(request.response, invocation);
      await flusher.beforeAnswer(request.context);
    },
  };
}
