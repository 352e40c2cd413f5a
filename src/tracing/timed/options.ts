import type { Attributes } from '@opentelemetry/api';
import { invalidOption, reading } from '../../core/errors.js';

const LEVELS: readonly TimedOptions['level'][] = ['debug', 'info', 'warning', 'warn', 'error'];

/**
 * Options of {@link timed}.
 * @example
 * ```ts
 * import { timed, type TimedOptions } from 'tracebridge';
 *
 * const options: TimedOptions = { logArgs: true, thresholdMs: 50, attributes: { 'db.system.name': 'postgresql' } };
 * const query = timed('db_query', options, async (sql: string) => sql.length);
 * ```
 */
export interface TimedOptions {
  /**
   * Puts the arguments into the log lines: `args` holds the positional ones, `kwargs` a last argument that is a plain
   * object; each as JSON text of at most 200 characters, secrets masked.
   * @default false
   */
  logArgs?: boolean | undefined;
  /**
   * Milliseconds, from 0 up. A call that took less logs nothing, unless it fails.
   * @default no threshold: every call is logged
   */
  thresholdMs?: number | undefined;
  /**
   * Milliseconds, from 0 up. A call that took less leaves no span, unless it fails or something referred to the span
   * meanwhile: a child span, an outgoing request or a log line.
   * @default no threshold: every call has a span
   */
  spanThresholdMs?: number | undefined;
  /**
   * Level of the "completed" line; "failed" is always an error.
   * @default 'info'
   */
  level?: 'debug' | 'info' | 'warning' | 'warn' | 'error' | undefined;
  /** Attributes of the span, never of the metric. */
  attributes?: Attributes | undefined;
}

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function validateTimedOptions(options: TimedOptions): void {
  reading('options', () => validateReadable(options));
}

function validateReadable(options: TimedOptions): void {
  if (!isPlainOptions(options)) throw invalidOption('options', 'an object', options);
  const { logArgs, level, attributes } = options;
  if (logArgs !== undefined && typeof logArgs !== 'boolean') {
    throw invalidOption('logArgs', 'a boolean', logArgs);
  }
  validateThreshold('thresholdMs', options.thresholdMs);
  validateThreshold('spanThresholdMs', options.spanThresholdMs);
  if (level !== undefined && !LEVELS.includes(level)) {
    throw invalidOption('level', `one of ${LEVELS.join(', ')}`, level);
  }
  if (attributes !== undefined && !isPlainOptions(attributes)) {
    throw invalidOption('attributes', 'an object of span attributes', attributes);
  }
}

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function validateName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '') {
    throw invalidOption('name', 'a non-empty string (an anonymous function needs one)', name);
  }
}

function validateThreshold(option: string, value: unknown): void {
  if (value === undefined) return;
  if (typeof value !== 'number' || !(value >= 0)) {
    throw invalidOption(option, 'a number of milliseconds from 0 up', value);
  }
}

function isPlainOptions(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
