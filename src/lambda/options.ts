import { invalidOption } from '../core/errors.js';

/**
 * Options of {@link withTelemetry} and {@link telemetry}.
 * @example
 * import { type LambdaOptions, withTelemetry } from 'tracebridge/lambda';
 * const options: LambdaOptions = { flush: 'after', timeoutMarginMillis: 1000 };
 * export const handler = withTelemetry(async () => ({ statusCode: 204 }), options);
 */
export interface LambdaOptions {
  /**
   * When what an invocation recorded is sent. `before` the answer: the caller waits for it, mostly a few milliseconds.
   * `after` it: by an internal extension (Lambda Extensions API), which keeps the environment awake until all is sent;
   * the caller doesn't wait. Where there is no Extensions API it is `before`.
   * @default 'before'
   */
  flush?: 'before' | 'after' | undefined;
  /**
   * How long a flush may take. What is not delivered then is sent with the next invocation. Milliseconds.
   * @default 2000
   */
  flushMillis?: number | undefined;
  /**
   * So long before the function's limit the span is ended as timed out, a line says so, and all is sent: when the limit
   * is reached, Lambda ends the process without a word. Milliseconds; 0 switches it off.
   * @default 500
   */
  timeoutMarginMillis?: number | undefined;
  /**
   * Log "Request started", "Request completed" and "Request failed" of HTTP events, "Invocation …" of others.
   * @default true
   */
  requestLogs?: boolean | undefined;
}

export type ResolvedLambdaOptions = {
  readonly [Name in keyof Required<LambdaOptions>]: NonNullable<LambdaOptions[Name]>;
};

const MAX_MILLIS = 900_000;

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function resolveLambdaOptions(options: LambdaOptions = {}): ResolvedLambdaOptions {
  if (typeof options !== 'object' || options === null) throw invalidOption('options', 'an object', options);
  const { flush = 'before', flushMillis = 2000, timeoutMarginMillis = 500, requestLogs = true } = options;
  if (flush !== 'before' && flush !== 'after') throw invalidOption('flush', "'before' or 'after'", flush);
  checkMillis('flushMillis', flushMillis);
  checkMillis('timeoutMarginMillis', timeoutMarginMillis);
  if (typeof requestLogs !== 'boolean') throw invalidOption('requestLogs', 'a boolean', requestLogs);
  return { flush, flushMillis, timeoutMarginMillis, requestLogs };
}

function checkMillis(name: string, value: unknown): void {
  if (!(typeof value === 'number' && value >= 0 && value <= MAX_MILLIS))
    throw invalidOption(name, `a number from 0 to ${MAX_MILLIS}`, value);
}
