import { BRIDGE_ERROR } from './globals.js';

/**
 * Every code a {@link BridgeError} can carry. Match on `error.code`, not on the message.
 * @example
 * ```ts
 * import { type BridgeErrorCode } from 'tracebridge';
 *
 * const isMistake = (code: BridgeErrorCode) => code === 'TRACEBRIDGE_INVALID_OPTION';
 * ```
 */
export type BridgeErrorCode =
  | 'TRACEBRIDGE_INVALID_OPTION'
  | 'TRACEBRIDGE_INVALID_CORRELATION_ID'
  | 'TRACEBRIDGE_TOKEN_USED'
  | 'TRACEBRIDGE_TOKEN_OUT_OF_ORDER'
  | 'TRACEBRIDGE_FOREIGN_CONTEXT_MANAGER'
  | 'TRACEBRIDGE_FOREIGN_SDK'
  | 'TRACEBRIDGE_TIMEOUT';

/**
 * Thrown for mistakes in code that calls tracebridge, never by telemetry paths.
 * `instanceof` also holds for an error made by another copy of the package.
 * @example
 * ```ts
 * import { BridgeError, start } from 'tracebridge';
 *
 * try {
 *   start({ maxMemoryBytes: 1024 });
 * } catch (error) {
 *   if (!(error instanceof BridgeError)) throw error;
 *   console.error(error.code); // TRACEBRIDGE_INVALID_OPTION
 * }
 * ```
 */
export class BridgeError extends Error {
  /** Stable, one of {@link BridgeErrorCode}. */
  readonly code: BridgeErrorCode;

  constructor(code: BridgeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BridgeError';
    this.code = code;
    Object.defineProperty(this, BRIDGE_ERROR, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRIDGE_ERROR in value;
  }
}

/** Text of a value for an error message: short, never throwing. */
export function describeValue(value: unknown): string {
  let text: string;
  try {
    text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  } catch {
    text = 'a value that has no text';
  }
  return `${text.length > 80 ? `${text.slice(0, 80)}…` : text} (${value === null ? 'null' : typeof value})`;
}

/** @param fault which part of the value breaks the rule */
export function invalidOption(option: string, rule: string, value: unknown, fault?: string): BridgeError {
  const part = fault === undefined ? '' : `: ${fault}`;
  return new BridgeError(
    'TRACEBRIDGE_INVALID_OPTION',
    `Expected \`${option}\` to be ${rule}, got ${describeValue(value)}${part}`,
  );
}

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function requireFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw invalidOption(name, 'a function', value);
}

/**
 * Runs what reads an argument of the app's. What can't be read, such as a revoked Proxy or an option whose getter throws,
 * breaks the argument's rule: the error says so and has what was thrown as its cause.
 */
export function reading<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof BridgeError) throw thrown;
    const error = invalidOption(option, 'readable', 'a value that throws when it is read');
    error.cause = thrown;
    throw error;
  }
}

/** The error of a flush that took too long. */
export function timedOut(timeoutMillis: number): BridgeError {
  return new BridgeError(
    'TRACEBRIDGE_TIMEOUT',
    `Not everything could be delivered within ${timeoutMillis} ms`,
  );
}
