import type { Logger } from 'winston';

/**
 * Fields of one log call; any values: they are normalised, redacted and bounded.
 * @example
 * ```ts
 * import { getLogger, type LogFields } from 'tracebridge';
 *
 * const fields: LogFields = { order_id: 42, items: new Set(['a']) };
 * getLogger('orders').info('Order placed', fields);
 * ```
 */
export type LogFields = Readonly<Record<string, unknown>>;

type LogMethod = (message: unknown, fields?: LogFields | Error) => BridgeLogger;

/**
 * A winston logger with the levels error, warning, info and debug, whose lines are structured JSON. The app's
 * transports and formats work on it as on any winston logger.
 * @example
 * ```ts
 * import { type BridgeLogger, getLogger } from 'tracebridge';
 *
 * const log: BridgeLogger = getLogger('orders').child({ tenant: 'acme' });
 * log.warning('Stock low', { left: 3 });
 * log.exception('Payment failed', new Error('declined'), { attempt: 2 });
 * ```
 */
export interface BridgeLogger
  extends Omit<Logger, 'child' | 'debug' | 'info' | 'warn' | 'warning' | 'error'> {
  debug: LogMethod;
  info: LogMethod;
  warning: LogMethod;
  /** Same as {@link BridgeLogger.warning}. */
  warn: LogMethod;
  error: LogMethod;
  /** Logs at level error with `exception` made of what was thrown, whatever it is. */
  exception(message: unknown, thrown: unknown, fields?: LogFields): BridgeLogger;
  /** A logger whose lines all carry these fields. */
  child(fields: LogFields): BridgeLogger;
}
