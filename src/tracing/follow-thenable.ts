import { types } from 'node:util';
import { context } from '@opentelemetry/api';

/** What lasts as long as a result that is still to come. */
export interface Followed {
  /** Runs a piece of it with its context active. */
  run<T>(piece: () => T): T;
  complete(): void;
  fail(thrown: unknown): void;
}

type Then = (this: unknown, onFulfilled?: Callback, onRejected?: Callback) => unknown;
type Callback = ((value: unknown) => unknown) | null | undefined;

/** What ends when a thenable settles. */
const waiting = new WeakMap<object, Followed[]>();

/**
 * Ends it when the result settles; undefined for a result that is no thenable.
 *
 * A promise is replaced by the one that follows it, of the same class: observing it from the side would mark it as
 * handled, and a rejection that nobody handles would no longer be reported. Any other thenable, such as a query that
 * is sent when it is awaited, is returned itself and its `then` observed: calling it here would send it.
 */
export function followThenable(result: object, call: Followed): unknown {
  const then = thenOf(result);
  if (then === undefined) return undefined;
  return types.isPromise(result) && isIntrinsic(then)
    ? followPromise(result, call)
    : observe(result, then, call);
}

/** Not a `then` of a subclass, which may start the work; also that of a promise of another realm. */
function isIntrinsic(then: Then): boolean {
  return (
    then === Promise.prototype.then ||
    /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(then))
  );
}

function followPromise(promise: Promise<unknown>, call: Followed): Promise<unknown> {
  const following = call.run(() =>
    promise.then(
      (value) => {
        call.complete();
        return value;
      },
      (reason) => {
        call.fail(reason);
        throw reason;
      },
    ),
  );
  // What a library puts on its promises, such as `cancel`.
  for (const key of Reflect.ownKeys(promise)) {
    if (!Object.hasOwn(following, key)) {
      Object.defineProperty(
        following,
        key,
        Object.getOwnPropertyDescriptor(promise, key) as PropertyDescriptor,
      );
    }
  }
  return following;
}

function observe(thenable: object, then: Then, call: Followed): object {
  const calls = waiting.get(thenable);
  if (calls !== undefined) {
    calls.push(call);
    return thenable;
  }
  const pending = [call];
  const observed: Then = function (this: unknown, onFulfilled, onRejected) {
    const caller = context.active();
    const fulfilled = (value: unknown) => {
      for (const ended of pending.splice(0)) ended.complete();
      return typeof onFulfilled === 'function' ? context.with(caller, onFulfilled, undefined, value) : value;
    };
    const rejected = (reason: unknown) => {
      for (const ended of pending.splice(0)) ended.fail(reason);
      if (typeof onRejected === 'function') return context.with(caller, onRejected, undefined, reason);
      throw reason;
    };
    const settle = () => Reflect.apply(then, this, [fulfilled, rejected]);
    return (pending.at(-1) ?? call).run(settle);
  };
  try {
    Object.defineProperty(thenable, 'then', {
      value: observed,
      configurable: true,
      enumerable: false,
      writable: true,
    });
    waiting.set(thenable, pending);
    return thenable;
  } catch {
    // Frozen, or a Proxy that refuses.
    return followPromise(
      new Promise((resolve, reject) => {
        Reflect.apply(then, thenable, [resolve, reject]);
      }),
      call,
    );
  }
}

function thenOf(value: object): Then | undefined {
  try {
    const { then } = value as { then?: unknown };
    return typeof then === 'function' ? (then as Then) : undefined;
  } catch {
    return undefined;
  }
}
