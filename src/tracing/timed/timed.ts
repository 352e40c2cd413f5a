import { invalidOption } from '../../core/errors.js';
import { createDecorator, type TimedDecorator } from './decorator.js';
import { Operation } from './operation.js';
import { checkedTimedOptions, type TimedOptions, validateName } from './options.js';
import { type AnyFunction, validateFunction, wrap } from './wrap.js';

/**
 * Times a function, or a method as a decorator. Each call gives
 * - a span named after the operation, with `code.function.name`
 * - a measurement of `tracebridge.operation.duration` (seconds; `operation.name`, and `error.type` when it failed)
 * - the log line "{name} completed" (`operation`, `duration_ms`), or "{name} failed" with `error_type` and `exception`
 *
 * Sync functions stay sync. Of a promise, thenable or generator the whole life counts. What was thrown is thrown on,
 * the very same value. The function has the same `this`, `length`, `name` and type as before; it can't be called with
 * `new`.
 *
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION for a bad name or option, a class, or what is no function
 * @example
 * ```ts
 * import { timed } from 'tracebridge';
 *
 * const query = timed('db_query', { thresholdMs: 50 }, async (sql: string) => sql.length);
 * await query('select 1');
 * ```
 * @example
 * ```ts
 * import { timed } from 'tracebridge';
 *
 * class Orders {
 *   @timed('place_order')
 *   async place(id: string): Promise<string> {
 *     return id;
 *   }
 * }
 * ```
 */
export function timed<F extends AnyFunction>(fn: F): F;
export function timed<F extends AnyFunction>(name: string, fn: F): F;
export function timed<F extends AnyFunction>(name: string, options: TimedOptions, fn: F): F;
export function timed(name?: string, options?: TimedOptions): TimedDecorator;
export function timed(options: TimedOptions): TimedDecorator;
export function timed(...args: unknown[]): unknown {
  if (typeof args[0] === 'function') return timedFunction(args);
  const name = typeof args[0] === 'object' ? undefined : args.shift();
  if (name !== undefined) validateName(name);
  const options = checkedTimedOptions(
    typeof args[0] === 'function' ? undefined : (args.shift() as TimedOptions | undefined),
  );
  if (args.length === 0) return createDecorator(name, options);
  const fn = args[0];
  validateFunction(fn);
  validateName(name);
  return wrap(fn, new Operation(name, fn.name, options));
}

function timedFunction(args: unknown[]): AnyFunction {
  const fn = args[0];
  if (args.length > 1)
    throw invalidOption('@timed', 'called: @timed(), or timed(name, options, fn)', args[1]);
  validateFunction(fn);
  validateName(fn.name);
  return wrap(fn, new Operation(fn.name, fn.name, {}));
}
