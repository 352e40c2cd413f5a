import { context, createContextKey } from '@opentelemetry/api';
import { BridgeError, invalidOption, reading, requireFunction } from '../core/errors.js';
import { ensureContextManager, enterContext } from './context-manager.js';
import type { LoggingContext } from './logging-context.js';
import { CorrelationScope, getScope, setScope } from './scope.js';

const TOKEN = createContextKey('tracebridge.token');

/**
 * Returned by {@link setLoggingContext}; give it to {@link resetLoggingContext}, once.
 * @example
 * ```ts
 * import { LoggingContext, type LoggingContextToken, resetLoggingContext, setLoggingContext } from 'tracebridge';
 *
 * const token: LoggingContextToken = setLoggingContext(new LoggingContext({ userId: 'u1' }));
 * resetLoggingContext(token);
 * ```
 */
export class LoggingContextToken {
  readonly #previous: CorrelationScope | undefined;
  readonly #outer: LoggingContextToken | undefined;
  #used = false;

  /** @internal */
  constructor(previous: CorrelationScope | undefined, outer: LoggingContextToken | undefined) {
    this.#previous = previous;
    this.#outer = outer;
  }

  /** @internal */
  get used(): boolean {
    return this.#used;
  }

  /**
   * Puts back what was in force.
   * @internal
   */
  use(): void {
    this.#used = true;
    enterContext(setScope(context.active(), this.#previous).setValue(TOKEN, this.#outer));
  }
}

/**
 * The logging context in force, or undefined.
 * @example
 * ```ts
 * import { getLoggingContext } from 'tracebridge';
 *
 * const path = getLoggingContext()?.requestPath;
 * ```
 */
export function getLoggingContext(): LoggingContext | undefined {
  return getScope()?.logging;
}

/**
 * Runs `fn` with a logging context in force, in `fn` and in everything asynchronous that it starts.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION for what is no logging context, or no function
 * @example
 * ```ts
 * import { getLogger, LoggingContext, runWithLoggingContext } from 'tracebridge';
 *
 * await runWithLoggingContext(new LoggingContext({ correlationId: 'import-7' }), async () => {
 *   getLogger('import').info('Started'); // carries correlation_id
 * });
 * ```
 */
export function runWithLoggingContext<T>(loggingContext: LoggingContext, fn: () => T): T {
  const scope = scopeOf(loggingContext);
  requireFunction('fn', fn);
  ensureContextManager();
  return context.with(setScope(context.active(), scope), fn);
}

/**
 * Puts a logging context in force for the rest of the current execution and what it starts, until
 * {@link resetLoggingContext} is given the token. Prefer {@link runWithLoggingContext} where a callback is possible.
 * @throws BridgeError TRACEBRIDGE_FOREIGN_CONTEXT_MANAGER when the app registered an OpenTelemetry context manager,
 *   TRACEBRIDGE_INVALID_OPTION for what is no logging context
 * @example
 * ```ts
 * import { getLoggingContext, LoggingContext, resetLoggingContext, setLoggingContext } from 'tracebridge';
 *
 * const current = getLoggingContext() ?? new LoggingContext();
 * const token = setLoggingContext(current.withExtra({ tenant: 'acme' }));
 * resetLoggingContext(token);
 * ```
 */
export function setLoggingContext(loggingContext: LoggingContext): LoggingContextToken {
  requireOwnManager();
  const active = context.active();
  const token = new LoggingContextToken(getScope(active), currentToken());
  enterContext(setScope(active, scopeOf(loggingContext)).setValue(TOKEN, token));
  return token;
}

/**
 * Puts back what was in force before the {@link setLoggingContext} that gave the token.
 * @throws BridgeError TRACEBRIDGE_TOKEN_USED when the token was used before, TRACEBRIDGE_TOKEN_OUT_OF_ORDER when a later
 *   `setLoggingContext` is still in force, or the token belongs to another asynchronous execution,
 *   TRACEBRIDGE_INVALID_OPTION for what is no token
 * @example
 * ```ts
 * import { LoggingContext, resetLoggingContext, setLoggingContext } from 'tracebridge';
 *
 * const token = setLoggingContext(new LoggingContext());
 * try {
 *   // …
 * } finally {
 *   resetLoggingContext(token);
 * }
 * ```
 */
export function resetLoggingContext(token: LoggingContextToken): void {
  requireOwnManager();
  if (!reading('token', () => token instanceof LoggingContextToken)) {
    throw invalidOption('token', 'what setLoggingContext returned', token);
  }
  if (token.used) {
    throw new BridgeError('TRACEBRIDGE_TOKEN_USED', 'This token was already given to resetLoggingContext');
  }
  if (currentToken() !== token) {
    throw new BridgeError(
      'TRACEBRIDGE_TOKEN_OUT_OF_ORDER',
      'Expected the token of the latest setLoggingContext in this asynchronous execution: reset in the reverse order of set, in the same function or one that it awaits',
    );
  }
  token.use();
}

function scopeOf(loggingContext: LoggingContext): CorrelationScope {
  // Not by class: a context may come from another copy of the package.
  const isContext = reading('ctx', () => typeof loggingContext?.toDict === 'function');
  if (!isContext) throw invalidOption('ctx', 'a LoggingContext', loggingContext);
  const { unit } = getScope() ?? {};
  return new CorrelationScope(loggingContext.correlationId, { logging: loggingContext, unit });
}

function currentToken(): LoggingContextToken | undefined {
  return context.active().getValue(TOKEN) as LoggingContextToken | undefined;
}

function requireOwnManager(): void {
  if (ensureContextManager()) return;
  throw new BridgeError(
    'TRACEBRIDGE_FOREIGN_CONTEXT_MANAGER',
    'setLoggingContext needs the context manager of tracebridge, but the app registered another one. Use runWithLoggingContext(ctx, fn), or start tracebridge first.',
  );
}
