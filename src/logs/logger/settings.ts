import { readOrDefault } from '../../config/environment.js';
import { text, type ValueOf } from '../../config/rules.js';
import { OTHER_VARIABLES } from '../../config/variables.js';
import { checkedOptions, type OptionRules } from '../../core/checked-options.js';
import { configureIdentity } from '../../correlation/identity.js';

const LEVEL = OTHER_VARIABLES.TRACEBRIDGE_LOG_LEVEL.rule;
const NAME = text('a name');

const RULES: OptionRules<LoggingOptions> = { level: LEVEL, serviceName: NAME, environment: NAME };

/**
 * Options of {@link configureLogging}; what is left out stays as it is.
 * @example
 * ```ts
 * import { configureLogging, type LoggingOptions } from 'tracebridge';
 *
 * const options: LoggingOptions = { level: 'warning' };
 * configureLogging(options);
 * ```
 */
export interface LoggingOptions {
  /** Lowest level that is written. `TRACEBRIDGE_LOG_LEVEL`. @default "info" */
  level?: 'debug' | 'info' | 'warning' | 'warn' | 'error';
  /** Default `service_name` of log lines. @default OTEL_SERVICE_NAME, else `name` of the package.json; "api" where no bridge runs */
  serviceName?: string;
  /** Default `environment` of log lines. @default deployment.environment.name, else "development" */
  environment?: string;
}

type LogLevel = Exclude<ValueOf<typeof LEVEL>, 'warn'>;

let configured: LogLevel | undefined;

/** Of the loggers of `getLogger`. */
export function logLevel(): LogLevel {
  configured ??= withoutAlias(readOrDefault('TRACEBRIDGE_LOG_LEVEL'));
  return configured;
}

/**
 * Checks and takes logging options; what is left out stays as it is.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 */
export function setLoggingOptions(options: LoggingOptions): void {
  const { level, serviceName, environment } = checkedOptions(options, RULES);
  configureIdentity({ serviceName, environment });
  if (level !== undefined) configured = withoutAlias(level);
}

function withoutAlias(level: ValueOf<typeof LEVEL>): LogLevel {
  return level === 'warn' ? 'warning' : level;
}
