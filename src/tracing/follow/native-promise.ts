import { types } from 'node:util';
import { createSlot } from '../../core/slot.js';
import { type Followed, type Method, thenOf } from './followed.js';

const then = Promise.prototype.then as Method;

/** What is known of a promise that is watched from the side. */
interface Watch {
  /** Whether someone asked for its outcome, so that its rejection is no longer unhandled. */
  asked: boolean;
  /** Rejected in its place while nobody has asked: a promise that is watched counts as handled itself. */
  standIn: Promise<never> | undefined;
}

const watches = createSlot<object, Watch>();

/** By the prototype that a face stands in front of. */
const faces = new WeakMap<object, object>();

/** While the bridge itself asks: then the promise that `then` makes is a plain one, whatever the class. */
let watching = false;

/** A promise of any realm or subclass whose `then` is the language's; one of a subclass may start the work. */
export function isNative(value: object): value is Promise<unknown> {
  if (!types.isPromise(value)) return false;
  if (watches.get(value) !== undefined) return true;
  if (Object.hasOwn(value, 'then')) return false;
  // What most promises have costs no description of a property.
  const its = Object.getPrototypeOf(value) === Promise.prototype ? value.then : thenOf(value)?.value;
  return (
    its === then ||
    (typeof its === 'function' &&
      /^function then\(\) \{ \[native code\] \}$/.test(Function.prototype.toString.call(its)))
  );
}

/** The promise that follows one which nobody has seen. */
export function followFresh(promise: Promise<unknown>, call: Followed): Promise<unknown> {
  const followed = (value: unknown) => {
    call.complete();
    return value;
  };
  const failed = (reason: unknown) => {
    call.fail(reason);
    throw reason;
  };
  return call.run(() => Reflect.apply(then, promise, [followed, failed])) as Promise<unknown>;
}

/**
 * Watches a promise from the side; false if it can't be. That marks it as handled, so it has to be known whether the
 * app handles it too: all ways to its outcome read `then` or, like `await`, `constructor`. Both are answered by an
 * object put between the promise and its prototype: V8 slows all promises of the process down once one has such a
 * property of its own. A rejection that nobody has asked for is raised again, by a promise in its place.
 */
export function followNative(promise: Promise<unknown>, call: Followed): boolean {
  let watch = watches.get(promise);
  if (watch === undefined) {
    if (!Reflect.setPrototypeOf(promise, faceOf(Object.getPrototypeOf(promise)))) return false;
    watch = { asked: false, standIn: undefined };
    watches.set(promise, watch);
  }
  const known = watch;
  const failed = (reason: unknown) => {
    call.fail(reason);
    if (!known.asked) known.standIn ??= Promise.reject(reason);
  };
  watching = true;
  try {
    call.run(() => Reflect.apply(then, promise, [() => call.complete(), failed]));
  } finally {
    watching = false;
  }
  return true;
}

function ask(promise: unknown): void {
  const watch = typeof promise === 'object' && promise !== null ? watches.get(promise) : undefined;
  if (watch === undefined || watch.asked) return;
  watch.asked = true;
  watch.standIn?.catch(() => {});
}

function faceOf(prototype: object): object {
  let face = faces.get(prototype);
  if (face === undefined) {
    const its = (prototype as { then: Method }).then;
    face = Object.create(prototype, {
      // biome-ignore lint/suspicious/noThenProperty: it is the one of a promise
      then: {
        value: {
          // biome-ignore lint/suspicious/noThenProperty: as above
          then(this: unknown, onFulfilled: unknown, onRejected: unknown) {
            ask(this);
            return Reflect.apply(its, this, [onFulfilled, onRejected]);
          },
        }.then,
        writable: true,
        configurable: true,
      },
      constructor: {
        get(this: unknown) {
          if (watching) return Promise;
          ask(this);
          return Reflect.get(prototype, 'constructor', this);
        },
        set(this: object, value: unknown) {
          Object.defineProperty(this, 'constructor', {
            value,
            writable: true,
            enumerable: true,
            configurable: true,
          });
        },
        configurable: true,
      },
    }) as object;
    faces.set(prototype, face);
  }
  return face;
}
