import type { Followed, Method } from './followed.js';

/** What is used here of a promise of Q, version 1 or 2. */
interface QPromise {
  then: Method;
  /** Version 1. */
  promiseDispatch?: Method;
  /** Version 2. */
  toBePassed?: Method;
}

export function isQ(value: object): value is QPromise {
  // A proxy may answer any name with a function, but says what it has.
  return 'promiseDispatch' in value || 'toBePassed' in value;
}

/**
 * Watches a promise of Q, which Q adopts without calling `then`. Version 2 reports no unhandled rejections, so it can
 * be asked at once. Version 1 does, so the bridge asks when another does first: all ways to its outcome lead through
 * `promiseDispatch`.
 */
export function followQ<T extends QPromise>(promise: T, call: Followed): T {
  const { promiseDispatch } = promise;
  const ended = () => call.complete();
  const failed = (reason: unknown) => call.fail(reason);
  if (promiseDispatch === undefined) {
    promise.then(ended, failed);
    return promise;
  }
  let asked = false;
  Object.defineProperty(promise, 'promiseDispatch', {
    value(this: unknown, resolve: unknown, operation: unknown, operands: unknown) {
      if (!asked && operation === 'when') {
        asked = true;
        Reflect.apply(promiseDispatch, this, [ended, 'when', [failed]]);
      }
      return Reflect.apply(promiseDispatch, this, [resolve, operation, operands]);
    },
    configurable: true,
    writable: true,
    enumerable: true,
  });
  return promise;
}
