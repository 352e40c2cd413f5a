import { findObservation } from '../../observe.js';
import type { KoaContext } from './middleware.js';

/** Where @koa/router, and koa-router before it, leave the pattern of the route that they dispatch. */
const ROUTE = '_matchedRoute';

/** What Koa's contexts inherit, and those of an app that is mounted in another (koa-mount). */
interface Mounted extends KoaContext {
  readonly path: string;
  readonly originalUrl: string;
}

/**
 * Lets observations see which route a router dispatches: it leaves it on the context, which has a setter for it now.
 * @param contexts the object that all contexts of a copy of Koa inherit from
 */
export function observeContexts(contexts: object): void {
  if (Object.hasOwn(contexts, ROUTE)) return;
  Object.defineProperty(contexts, ROUTE, {
    configurable: true,
    set(this: Mounted, route: unknown) {
      Object.defineProperty(this, ROUTE, {
        value: route,
        writable: true,
        enumerable: true,
        configurable: true,
      });
      findObservation(this.req)?.setRoute(mountPathOf(this) + String(route));
    },
  });
}

/** What a mounted app's paths lack; a router's own prefix is in its routes. */
function mountPathOf({ path, originalUrl }: Mounted): string {
  const [whole = ''] = originalUrl.split('?', 1);
  return whole.endsWith(path) ? whole.slice(0, whole.length - path.length) : '';
}
