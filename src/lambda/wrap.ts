import { requireFunction } from '../core/errors.js';
import { withShape } from '../core/replace-method.js';
import { CORRELATION_HEADER } from '../correlation/propagator.js';
import { beginInvocation, type Invocation } from './invocation.js';
import { type LambdaOptions, resolveLambdaOptions } from './options.js';
import { createFlusher } from './runtime.js';

/** A handler as Lambda calls it: with a promise, with a callback (up to Node.js 22), or streaming its answer. */
// biome-ignore lint/suspicious/noExplicitAny: the types of event, context and result are the handler's own
type LambdaHandler = (...args: any[]) => any;

/**
 * Wraps a Lambda handler: each invocation runs under the correlation ID of its event, in a span, with `aws_request_id`
 * and `cold_start` on every line, and what it recorded is sent before the environment is frozen. What the handler
 * returns or throws is passed on; an answer of HTTP gets the header `X-Correlation-ID`.
 *
 * Starts the bridge unless the preload has.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * import { withTelemetry } from 'tracebridge/lambda';
 * export const handler = withTelemetry(async (event: { rawPath: string }) => ({
 *   statusCode: 202,
 *   body: event.rawPath,
 * }));
 */
export function withTelemetry<Handler extends LambdaHandler>(
  handler: Handler,
  options?: LambdaOptions,
): Handler {
  requireFunction('handler', handler);
  const resolved = resolveLambdaOptions(options);
  const flusher = createFlusher(resolved);
  const begin = (event: unknown, context: unknown) =>
    beginInvocation(event, context, resolved, () => void flusher.flush());

  const wrapped =
    handler.length < 3
      ? async (event: unknown, context: unknown, ...rest: unknown[]) =>
          run(
            begin(event, context),
            () => flusher.beforeAnswer(context),
            () => handler(event, context, ...rest),
          )
      : // With three parameters the last one is a callback, or the second one the answer's stream.
        (event: unknown, second: unknown, third: unknown) =>
          typeof third === 'function'
            ? runWithCallback(
                handler,
                begin(event, second),
                () => flusher.beforeAnswer(second),
                [event, second],
                third as Callback,
              )
            : run(
                begin(event, third),
                () => flusher.beforeAnswer(third),
                () => handler(event, second, third),
              );
  // The runtime tells by the number of parameters whether there is a callback.
  withShape(wrapped, handler);
  // `awslambda.streamifyResponse` marks a handler by symbols.
  for (const symbol of Object.getOwnPropertySymbols(handler))
    Object.defineProperty(
      wrapped,
      symbol,
      Object.getOwnPropertyDescriptor(handler, symbol) as PropertyDescriptor,
    );
  return wrapped as Handler;
}

async function run(
  invocation: Invocation | undefined,
  beforeAnswer: () => Promise<void>,
  handler: () => unknown,
): Promise<unknown> {
  try {
    if (invocation === undefined) return await handler();
    const result = await invocation.run(handler);
    invocation.complete(result);
    return withHeader(result, invocation);
  } catch (thrown) {
    invocation?.fail(thrown);
    throw thrown;
  } finally {
    await beforeAnswer();
  }
}

type Callback = (error: unknown, result?: unknown) => void;

function runWithCallback(
  handler: LambdaHandler,
  invocation: Invocation | undefined,
  beforeAnswer: () => Promise<void>,
  args: readonly unknown[],
  callback: Callback,
): unknown {
  let flushed: Promise<void> | undefined;
  const answer: Callback = (error, result) => {
    if (error === undefined || error === null) invocation?.complete(result);
    else invocation?.fail(error);
    // One for all calls: the first one's answer is the one that counts.
    flushed ??= beforeAnswer();
    void flushed.then(() =>
      callback(error, invocation === undefined ? result : withHeader(result, invocation)),
    );
  };
  const call = () => handler(...args, answer);
  let returned: unknown;
  try {
    returned = invocation === undefined ? call() : invocation.run(call);
  } catch (thrown) {
    // The runtime takes it as it takes a rejection, which can wait until all is sent.
    returned = Promise.reject(thrown);
  }
  // A handler that has a callback in its parameters and returns a promise all the same: the promise counts.
  const isPromise = typeof (returned as PromiseLike<unknown> | undefined)?.then === 'function';
  return isPromise ? run(invocation, beforeAnswer, () => returned) : undefined;
}

/** The answer of an HTTP event with our header, unless the handler has set it; the handler's own object stays as it is. */
export function withHeader(result: unknown, { isHttp, correlationId }: Invocation): unknown {
  if (!isHttp || correlationId === undefined || typeof result !== 'object' || result === null) return result;
  // Without a status the whole object is the body (HTTP API, payload 2.0).
  if (!('statusCode' in result)) return result;
  const { headers } = result as { headers?: Record<string, unknown> };
  const isSet = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === CORRELATION_HEADER);
  return isSet ? result : { ...result, headers: { ...headers, 'X-Correlation-ID': correlationId } };
}
