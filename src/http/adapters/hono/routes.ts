import { types } from 'node:util';
import type { Context, Handler } from 'hono';
import { replaceMethodOnce } from '../../../core/replace-method.js';
import { findObservation } from '../../observe.js';
import type { NodeBindings } from './request.js';

/** What Hono's routers are given for each route. */
type Route = [handler: Handler, ...others: unknown[]];

/** Hono's default router, of which `hono/quick`'s is one too. */
interface RouterClass {
  readonly prototype: { add(method: string, path: string, route: Route): void };
}

/** What middlewares and mounted apps are registered for, without the star. */
const prefixes = new Set<string>();

/**
 * Lets observations see which route Hono dispatches, and what fails it: handlers and middlewares, which `app.use` registers
 * for all methods with a star at the end, are called through one that tells.
 */
export function observeRoutes(Router: RouterClass): void {
  replaceMethodOnce(
    Router.prototype,
    'add',
    (add) =>
      function (this: unknown, method, path, route) {
        const isMiddleware = method === 'ALL' && path.endsWith('*');
        if (isMiddleware) prefixes.add(path.replace(/\/?\*$/, ''));
        return add.call(this, method, path, told(isMiddleware ? undefined : path, route));
      },
  );
}

function told(path: string | undefined, route: Route): Route {
  const [handler, ...others] = route;
  const telling: Handler = (c: Context, next) => {
    const { incoming } = (c.env ?? {}) as NodeBindings;
    const observation = findObservation(incoming);
    if (observation === undefined) return handler(c, next);
    if (path !== undefined) observation.setRoute(mountPathOf(c, incoming?.url) + path);
    // The first one that Hono calls ends last, and learns what those behind it threw.
    if (c.req.routeIndex > 0) return handler(c, next);
    const fail = (thrown: unknown) => observation.fail(thrown);
    let answer: ReturnType<Handler>;
    try {
      answer = handler(c, next);
    } catch (thrown) {
      fail(thrown);
      throw thrown;
    }
    // Hono handles its rejection.
    if (types.isPromise(answer))
      Reflect.apply(Promise.prototype.then, answer, [() => c.error !== undefined && fail(c.error), fail]);
    return answer;
  };
  return [telling, ...others];
}

/** What the paths of an app lack that another one mounts (`app.mount`); values of parameters are no part of a route. */
function mountPathOf({ req: { path } }: Context, url = ''): string {
  if (url.startsWith(path)) return '';
  const [whole = ''] = url.split('?', 1);
  const prefix = whole.endsWith(path) ? whole.slice(0, whole.length - path.length) : '';
  return prefixes.has(prefix) ? prefix : '';
}
