import type { CapturedLogRecord } from './captured-log.js';
import type { CapturedMetric } from './captured-metric.js';
import type { CapturedSpan } from './captured-span.js';

/**
 * Options of `captureTelemetry`.
 * @example
 * ```ts
 * import { type CaptureOptions, captureTelemetry } from 'tracebridge/testing';
 *
 * const options: CaptureOptions = { http: true };
 * using telemetry = captureTelemetry(options);
 * ```
 */
export interface CaptureOptions {
  /**
   * Trace requests by `node:http`, `node:https` and `fetch` too, and carry the correlation ID on outgoing ones, as the
   * preload does. Server spans of the `correlation()` middlewares are there without it. @default false
   */
  http?: boolean;
  /**
   * Print no log lines while capturing: winston's transports write nothing to the console, stdout and stderr. Levels,
   * formats and other transports are as ever. @default false
   */
  silent?: boolean;
}

/**
 * What the code under test has recorded since `captureTelemetry()`, in memory.
 * @example
 * ```ts
 * import { type CapturedTelemetry, captureTelemetry } from 'tracebridge/testing';
 *
 * const telemetry: CapturedTelemetry = captureTelemetry();
 * await telemetry.flush();
 * await telemetry.stop();
 * ```
 */
export interface CapturedTelemetry extends Disposable, AsyncDisposable {
  /** Ended spans, in the order of their ends. */
  readonly spans: readonly CapturedSpan[];
  /** Log records of winston loggers and of OpenTelemetry's logs API, in the order they were written. */
  readonly logs: readonly CapturedLogRecord[];
  /** Collects the meters now. */
  metrics(): Promise<CapturedMetric[]>;
  /** Forgets what was captured so far. */
  reset(): void;
  /** Lets the event loop turn, so that spans and logs written just after a response are there. */
  flush(): Promise<void>;
  /** Ends the capture; what it holds stays readable. Also called by `using` and `await using`. */
  stop(): Promise<void>;
}
