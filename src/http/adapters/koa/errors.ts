import type { EventEmitter } from 'node:events';
import { quietly } from '../../../core/quietly.js';
import { replaceMethodOnce } from '../../../core/replace-method.js';
import { findObservation } from '../../observe.js';
import type { KoaContext } from './middleware.js';

/**
 * Lets observations see the errors that are emitted on an app: Koa emits each one that it answers, and a middleware that
 * answers those of the routes emits them too, as Koa's guide asks. A listener would count as the app's own, without
 * which Koa prints errors.
 */
export function observeErrors(app: EventEmitter): void {
  replaceMethodOnce(
    app,
    'emit',
    (emit) =>
      function (this: EventEmitter, event, ...args) {
        if (event === 'error') quietly('observing an error of koa', () => noteError(args[0], args[1]));
        return emit.call(this, event, ...args);
      },
  );
}

/** Koa emits the errors of a client's connection too: its request was left, and is ended as that. */
function noteError(error: unknown, context: Partial<KoaContext> | undefined): void {
  const request = context?.req;
  if (request !== undefined && error !== request.socket?.errored) findObservation(request)?.fail(error);
}
