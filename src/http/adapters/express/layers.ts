import type { Application, Request, Response } from 'express';
import { replaceMethodOnce } from '../../../core/replace-method.js';
import { findObservation } from '../../observe.js';
import { mountPattern, routePattern } from './patterns.js';

type Handle = (this: Layer, request: Request, response: Response, next: unknown) => unknown;
type HandleError = (
  this: Layer,
  error: unknown,
  request: Request,
  response: Response,
  next: unknown,
) => unknown;

/** Express' internal record of one `use` or one route; Express 4 names its methods with underscores. */
export interface Layer {
  readonly route?: { readonly path: unknown };
  /** Nothing is mounted here: it is for all paths. */
  readonly slash?: boolean;
  readonly regexp?: { readonly fast_slash?: boolean };
  handleRequest?: Handle;
  handle_request?: Handle;
  handleError?: HandleError;
  handle_error?: HandleError;
}

interface ApplicationInternals {
  readonly _router?: { readonly stack: readonly Layer[] };
  readonly router?: { readonly stack: readonly Layer[] };
}

const prepared = new WeakSet<object>();

/**
 * Lets the observation see which route is dispatched and which error travels. A middleware at the front of an app can
 * see neither: Express hands errors from layer to layer, and takes mount paths off `req.baseUrl` on the way out.
 *
 * Express has a diagnostics channel for this from router 2.3 on, which costs an object for each layer of each request
 * and is not in Express 4 to 5.2; the methods of its layers are the same in all of them. Wrapped once per copy of
 * Express, at the first request.
 */
export function prepareApplication(app: Application): void {
  if (prepared.has(app)) return;
  prepared.add(app);
  // Express 4 throws when `app.router` is read.
  const internals = app as ApplicationInternals;
  const layer = (internals._router ?? internals.router)?.stack[0];
  if (layer === undefined) return;
  observeLayers(Object.getPrototypeOf(layer));
  // The last layer: an error that no handler of the app takes passes at least here.
  app.use(passOn);
}

function passOn(
  error: unknown,
  _request: Request,
  _response: Response,
  next: (error: unknown) => void,
): void {
  next(error);
}

/** @param prototype of the `Layer` of a copy of Express or of `router` */
export function observeLayers(prototype: Layer): void {
  if (prepared.has(prototype)) return;
  prepared.add(prototype);
  const handle = prototype.handleRequest ? 'handleRequest' : 'handle_request';
  const handleError = prototype.handleError ? 'handleError' : 'handle_error';
  const ownHandle = prototype[handle];
  const ownHandleError = prototype[handleError];
  if (ownHandle === undefined || ownHandleError === undefined) return;
  // Named for the stack traces that they appear in.
  prototype[handle] = function observeRoute(request, response, next) {
    noteRoute(this, request);
    return ownHandle.call(this, request, response, next);
  };
  prototype[handleError] = function observeError(error, request, response, next) {
    noteError(request, error, this.slash === true || this.regexp?.fast_slash === true);
    return ownHandleError.call(this, error, request, response, next);
  };
}

type Leave = (error?: unknown) => void;

/** Express' router class; of Express 4 the function that all its routers inherit from. */
export interface RouterPrototype {
  handle(request: Request, response: Response, leave?: Leave): void;
}

/** Lets observations see the errors that leave a router, on which no layer of it was left to call. */
export function observeRouter(prototype: RouterPrototype): void {
  replaceMethodOnce(
    prototype,
    'handle',
    (handle) =>
      function (this: RouterPrototype, request, response, leave) {
        if (typeof leave !== 'function') return handle.call(this, request, response, leave);
        return handle.call(this, request, response, function observeLeaving(this: unknown, ...args) {
          if (args[0]) noteError(request, args[0], true);
          return Reflect.apply(leave, this, args);
        });
      },
  );
}

/** @param inRouter whether `req.baseUrl` is that of the router which dispatched */
function noteError(request: Request, error: unknown, inRouter: boolean): void {
  const observation = findObservation(request);
  if (observation === undefined) return;
  observation.fail(error);
  // A route that matches and was never handled: a callback of its parameters (`router.param`) has failed.
  if (inRouter && !observation.hasRoute && request.route !== undefined)
    observation.setRoute(routePattern(request, request.route.path));
}

function noteRoute(layer: Layer, request: Request): void {
  if (layer.route !== undefined) {
    findObservation(request)?.setRoute(routePattern(request, layer.route.path));
  } else if (request.baseUrl !== '') {
    mountPattern(request);
  }
}
