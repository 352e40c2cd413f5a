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

/**
 * Lets observations see which route Hono dispatches, and what its handler throws: handlers are called through one that
 * tells. Middlewares, which `app.use` registers for all methods with a star at the end, are left alone.
 */
export function observeRoutes(Router: RouterClass): void {
  replaceMethodOnce(
    Router.prototype,
    'add',
    (add) =>
      function (this: unknown, method, path, route) {
        const isMiddleware = method === 'ALL' && path.endsWith('*');
        return add.call(this, method, path, isMiddleware ? route : told(path, route));
      },
  );
}

function told(path: string, route: Route): Route {
  const [handler, ...others] = route;
  const telling: Handler = (c: Context, next) => {
    const observation = findObservation(((c.env ?? {}) as NodeBindings).incoming);
    if (observation === undefined) return handler(c, next);
    observation.setRoute(path);
    const fail = (thrown: unknown) => observation.fail(thrown);
    let answer: ReturnType<Handler>;
    try {
      answer = handler(c, next);
    } catch (thrown) {
      fail(thrown);
      throw thrown;
    }
    // Hono handles its rejection.
    if (types.isPromise(answer)) Reflect.apply(Promise.prototype.then, answer, [undefined, fail]);
    return answer;
  };
  return [telling, ...others];
}
