import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { type Context, type ContextManager, context, ROOT_CONTEXT } from '@opentelemetry/api';
import { CONTEXT_MANAGER } from '../core/globals.js';
import { share } from '../core/share.js';
import { type Emit, emitInContext } from './emit-in-context.js';

const BOUND_CONTEXT = Symbol('tracebridge.boundContext');
const OWN_EMIT = Symbol('tracebridge.emit');

interface BoundEmitter {
  [BOUND_CONTEXT]: Context;
  /** What stood in the place of `EventEmitter.prototype.emit`, if anything did. */
  [OWN_EMIT]?: Emit;
}

/** Not enumerable: the emitter is the app's. */
function mark(emitter: EventEmitter, key: string | symbol, value: unknown): void {
  Object.defineProperty(emitter, key, { value, writable: true, configurable: true });
}

/**
 * OpenTelemetry's context on AsyncLocalStorage, with two things that the stock manager has not:
 * `enterWith`, for contexts set without a callback, and a `bind` for event emitters that sets one method instead of
 * wrapping five and each listener.
 */
class BridgeContextManager implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    ctx: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    const call = thisArg == null ? fn : (fn.bind(thisArg) as unknown as F);
    return this.#storage.run(ctx, call as (...args: A) => ReturnType<F>, ...args);
  }

  /** For the rest of the current synchronous execution and what it starts. */
  enterWith(ctx: Context): void {
    this.#storage.enterWith(ctx);
  }

  bind<T>(ctx: Context, target: T): T {
    if (target instanceof EventEmitter) return this.#bindEmitter(ctx, target);
    if (typeof target === 'function') return this.#bindFunction(ctx, target as unknown as Callable) as T;
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }

  #bindFunction(ctx: Context, target: Callable): Callable {
    const storage = this.#storage;
    const bound = function (this: unknown, ...args: unknown[]) {
      return storage.run(ctx, () => target.apply(this, args));
    };
    Object.defineProperty(bound, 'length', { value: target.length, configurable: true });
    return bound;
  }

  #bindEmitter<T extends EventEmitter>(ctx: Context, emitter: T): T {
    if (emitter.emit !== this.#emit) {
      if (emitter.emit !== EventEmitter.prototype.emit) mark(emitter, OWN_EMIT, emitter.emit);
      mark(emitter, 'emit', this.#emit);
    }
    mark(emitter, BOUND_CONTEXT, ctx);
    return emitter;
  }

  readonly #emit = ((manager: BridgeContextManager) =>
    function (this: EventEmitter & BoundEmitter, ...args: Parameters<Emit>): boolean {
      return emitInContext(manager, this[BOUND_CONTEXT], this, this[OWN_EMIT], args);
    } as Emit)(this);
}

type Callable = (this: unknown, ...args: unknown[]) => unknown;

// Shared by all copies of this package in the process: a second copy must not take the first one's for a foreign one.
const manager = share(CONTEXT_MANAGER, () => new BridgeContextManager());
let registered: boolean | undefined;

/**
 * Registers our context manager unless the app has one. Called by everything that sets a context, so that the context
 * functions also work in a process where the bridge was never started, such as a unit test.
 * @returns whether our manager is the active one
 */
export function ensureContextManager(): boolean {
  // `context.setGlobalContextManager` reports an error for a second manager; looking first keeps that case quiet.
  registered ??= isActive() || (!hasForeignManager() && context.setGlobalContextManager(manager));
  return registered;
}

/** Registers our context manager in place of one that an SDK set-up without that choice has just registered. */
export function reclaimContextManager(): void {
  context.disable();
  registered = context.setGlobalContextManager(manager);
}

/** See {@link BridgeContextManager.enterWith}. Only when {@link ensureContextManager} is true. */
export function enterContext(ctx: Context): void {
  manager.enterWith(ctx);
}

function isActive(): boolean {
  const probe = ROOT_CONTEXT.setValue(Symbol('tracebridge.probe'), true);
  return manager.with(probe, () => context.active() === probe);
}

function hasForeignManager(): boolean {
  const probe = Symbol('tracebridge.probe');
  return context.with(ROOT_CONTEXT.setValue(probe, true), () => context.active().getValue(probe) === true);
}
