import { applyLevel } from './get-logger.js';
import { type LoggingOptions, logLevel, setLoggingOptions } from './settings.js';

/**
 * Configures the loggers of `getLogger` and the defaults of log lines; may be called again.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * ```ts
 * import { configureLogging } from 'tracebridge';
 *
 * configureLogging({ level: 'debug', serviceName: 'shop', environment: 'staging' });
 * ```
 */
export function configureLogging(options: LoggingOptions): void {
  setLoggingOptions(options);
  applyLevel(logLevel());
}
