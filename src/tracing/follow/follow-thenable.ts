import { types } from 'node:util';
import { followBluebird, isBluebird } from './bluebird.js';
import { type Followed, thenOf } from './followed.js';
import { followLazy } from './lazy-thenable.js';
import { followFresh, followNative, isNative } from './native-promise.js';
import { followQ, isQ } from './q.js';

/**
 * Ends the call when the result settles. Undefined for a result that is no thenable, or one that can't be watched: a
 * frozen one, or a proxy that hides its methods.
 *
 * What comes back is the result itself: others know it by its identity, its class may have private state, and calling
 * its `then` may send a query. Only the promise that an async function has just made, which nobody has seen yet, is
 * replaced by one that follows it: so the stack of an error still shows who awaits it.
 * @param by what returned it
 */
export function followThenable(result: object, call: Followed, by: unknown): unknown {
  if (isNative(result)) {
    if (types.isAsyncFunction(by)) return followFresh(result, call);
    return followNative(result, call) ? result : undefined;
  }
  if (thenOf(result) === undefined) return undefined;
  if (isBluebird(result)) return followBluebird(result, call);
  if (isQ(result)) return followQ(result, call);
  return followLazy(result, call, followThenable) ? result : undefined;
}
