import { quietly } from '../../../core/quietly.js';
import { replaceMethod } from '../../../core/replace-method.js';
import { findObservation } from '../../observe.js';
import { observeErrors } from './errors.js';
import type { KoaContext } from './middleware.js';

/** Where @koa/router, and koa-router before it, leave the pattern of the route that they dispatch. */
const ROUTE = '_matchedRoute';

/** What Koa's contexts inherit, and those of an app that is mounted in another (koa-mount). */
interface Mounted extends KoaContext {
  readonly path: string;
  readonly originalUrl: string;
}

/** The object that all contexts of a copy of Koa inherit from. */
interface Contexts {
  /** What Koa calls with each error that it answers. */
  onerror?(this: Mounted, error: unknown): void;
}

/**
 * Lets observations see which route a router dispatches: it leaves it on the context, which has a setter for it now; and
 * the errors of the context's app.
 */
export function observeContexts(contexts: Contexts): void {
  if (Object.hasOwn(contexts, ROUTE)) return;
  replaceMethod(
    contexts,
    'onerror',
    (onerror) =>
      function (this: Mounted, error) {
        if (error != null) quietly('observing errors of koa', () => observeErrors(this.app));
        return onerror?.call(this, error);
      },
  );
  Object.defineProperty(contexts, ROUTE, {
    configurable: true,
    set(this: Mounted, route: unknown) {
      Object.defineProperty(this, ROUTE, {
        value: route,
        writable: true,
        enumerable: true,
        configurable: true,
      });
      quietly('observing a route of koa', () => {
        observeErrors(this.app);
        findObservation(this.req)?.setRoute(mountPathOf(this) + String(route));
      });
    },
  });
}

/** What a mounted app's paths lack; a router's own prefix is in its routes. */
function mountPathOf({ path, originalUrl }: Mounted): string {
  const [whole = ''] = originalUrl.split('?', 1);
  return whole.endsWith(path) ? whole.slice(0, whole.length - path.length) : '';
}
