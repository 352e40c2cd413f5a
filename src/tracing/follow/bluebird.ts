import type { Followed, Method } from './followed.js';

/** What is used here of a promise of bluebird 3. */
interface Bluebird {
  _target(): Bluebird;
  _settledValue(): unknown;
  isFulfilled(): boolean;
  isRejected(): boolean;
  _fulfill: Method;
  _reject: Method;
  _setFollowee: Method;
}

/** As bluebird tells the promises of its other copies. */
export function isBluebird(value: object): value is Bluebird {
  return Object.hasOwn(value, '_promise0') && typeof (value as Partial<Bluebird>)._setFollowee === 'function';
}

/**
 * Watches how a bluebird promise is settled. Bluebird adopts its own promises without calling `then`, and counts any
 * handler as handling a rejection, so none is added.
 */
export function followBluebird<T extends Bluebird>(promise: T, call: Followed): T {
  const target = promise._target();
  if (target.isFulfilled()) call.complete();
  else if (target.isRejected()) call.fail(target._settledValue());
  else {
    before(target, '_fulfill', () => call.complete());
    before(target, '_reject', (reason) => call.fail(reason));
    // It was resolved with another promise, whose end is its own now.
    before(target, '_setFollowee', (followee) => followBluebird(followee as Bluebird, call));
  }
  return promise;
}

function before(
  promise: Bluebird,
  name: '_fulfill' | '_reject' | '_setFollowee',
  tell: (value: unknown) => void,
): void {
  const method = promise[name];
  Object.defineProperty(promise, name, {
    value(this: unknown, value: unknown) {
      tell(value);
      return Reflect.apply(method, this, [value]);
    },
    configurable: true,
    writable: true,
  });
}
