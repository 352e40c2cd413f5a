import { readChoice } from '../../config/environment.js';
import { invalidOption } from '../../core/errors.js';
import { configureIdentity } from '../../correlation/identity.js';

const LEVEL_NAMES = ['debug', 'info', 'warning', 'warn', 'error'] as const;

export interface LoggingOptions {
  /** Lowest level that is written. `TRACEBRIDGE_LOG_LEVEL`. @default "info" */
  level?: (typeof LEVEL_NAMES)[number];
  /** Default `service_name` of log lines. @default OTEL_SERVICE_NAME, else "api" */
  serviceName?: string;
  /** Default `environment` of log lines. @default deployment.environment.name, else "development" */
  environment?: string;
}

export interface LoggingSettings {
  readonly level: 'debug' | 'info' | 'warning' | 'error';
}

let settings: LoggingSettings | undefined;

export function getLoggingSettings(): LoggingSettings {
  settings ??= { level: withoutAlias(readChoice('TRACEBRIDGE_LOG_LEVEL', LEVEL_NAMES) ?? 'info') };
  return settings;
}

/**
 * Checks and takes logging options; what is left out stays as it is.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 */
export function setLoggingSettings(options: LoggingOptions): LoggingSettings {
  if (typeof options !== 'object' || options === null) throw invalidOption('options', 'an object', options);
  const { level, serviceName, environment } = options;
  if (level !== undefined && !LEVEL_NAMES.includes(level)) {
    throw invalidOption('level', `one of ${LEVEL_NAMES.join(', ')}`, level);
  }
  requireText('serviceName', serviceName);
  requireText('environment', environment);
  configureIdentity({ serviceName, environment });
  settings = level === undefined ? getLoggingSettings() : { level: withoutAlias(level) };
  return settings;
}

function withoutAlias(level: (typeof LEVEL_NAMES)[number]): LoggingSettings['level'] {
  return level === 'warn' ? 'warning' : level;
}

function requireText(name: string, value: unknown): void {
  if (value !== undefined && (typeof value !== 'string' || value === '')) {
    throw invalidOption(name, 'a string that is not empty', value);
  }
}
