import type { FastifyReply, FastifyRequest } from 'fastify';
import { quietly, tellFailure } from '../../../core/quietly.js';
import { replaceMethodOnce } from '../../../core/replace-method.js';
import { findObservation } from '../../observe.js';

/** Fastify's class, or what an app's test puts in its place. */
interface ReplyClass {
  readonly prototype: { send(this: FastifyReply, payload?: unknown): FastifyReply };
}

/** What Fastify calls with each error that it answers, or lets an error handler of the app answer. */
interface ErrorHandling {
  handleError(reply: FastifyReply, error: unknown, ...others: unknown[]): void;
}

/**
 * Lets observations see the route of what never comes to a handler: hooks that answer or throw, and input that validation
 * refuses. Fastify's channel tells of handlers alone.
 */
export function observeReplies(Reply: ReplyClass): void {
  replaceMethodOnce(
    Reply.prototype,
    'send',
    (send) =>
      function (payload) {
        try {
          noteRoute(this);
        } catch (error) {
          tellFailure('observing a reply of Fastify', error);
        }
        return send.call(this, payload);
      },
  );
}

/** Lets observations see the errors of hooks, validation and serializers, also where the app's error handler answers. */
export function observeErrors(handling: ErrorHandling): void {
  replaceMethodOnce(
    handling,
    'handleError',
    (handle) =>
      function (this: unknown, reply, error, ...others) {
        quietly('observing an error of Fastify', () => findObservation(reply.request?.raw)?.fail(error));
        return handle.call(this, reply, error, ...others);
      },
  );
}

/** What Fastify replies to: before it has a route, for a URL that can't be decoded, with less than a request. */
type Replied = Partial<Pick<FastifyRequest, 'raw' | 'routeOptions'>>;

function noteRoute({ request }: { readonly request?: Replied }): void {
  const observation = findObservation(request?.raw);
  if (observation === undefined || observation.hasRoute) return;
  const url = request?.routeOptions?.url;
  if (url !== undefined) observation.setRoute(url);
}
