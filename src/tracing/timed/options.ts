import type { Attributes } from '@opentelemetry/api';
import { aBoolean, checkedOptions, type OptionRules } from '../../core/checked-options.js';
import { invalidOption } from '../../core/errors.js';

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

const LEVELS: readonly unknown[] = ['debug', 'info', 'warning', 'warn', 'error'];

const THRESHOLD = {
  expected: 'a number of milliseconds from 0 up',
  holds: (value: unknown) => typeof value === 'number' && value >= 0,
};

const RULES: OptionRules<TimedOptions> = {
  logArgs: aBoolean,
  thresholdMs: THRESHOLD,
  spanThresholdMs: THRESHOLD,
  level: { expected: `one of ${LEVELS.join(', ')}`, holds: (value) => LEVELS.includes(value) },
  attributes: {
    expected: 'an object of span attributes',
    holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  },
};

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function checkedTimedOptions(options: TimedOptions = {}): TimedOptions {
  return checkedOptions(options, RULES);
}

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function validateName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '') {
    throw invalidOption('name', 'a non-empty string (an anonymous function needs one)', name);
  }
}
