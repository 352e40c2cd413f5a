import { boolean, oneOf, wholeNumber } from '../config/rules.js';
import { checkedOptions, type OptionRules } from '../core/checked-options.js';

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

/** The longest that a function may run: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const LIMIT = wholeNumber(0, 900_000, 'milliseconds');

const RULES: OptionRules<LambdaOptions> = {
  flush: oneOf(['before', 'after']),
  flushMillis: LIMIT,
  timeoutMarginMillis: LIMIT,
  requestLogs: boolean,
};

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function resolveLambdaOptions(options: LambdaOptions = {}): ResolvedLambdaOptions {
  const given = checkedOptions(options, RULES);
  const { flush = 'before', flushMillis = 2000, timeoutMarginMillis = 500, requestLogs = true } = given;
  return { flush, flushMillis, timeoutMarginMillis, requestLogs };
}
