import type { FastifyReply, FastifyRequest } from 'fastify';
import { tellFailure } from '../../../core/quietly.js';
import { replaceMethodOnce } from '../../../core/replace-method.js';
import { findObservation } from '../../observe.js';

/** Fastify's class, or what an app's test puts in its place. */
interface ReplyClass {
  readonly prototype: { send(this: FastifyReply, payload?: unknown): FastifyReply };
}

/**
 * Lets observations see the route, and the error, of what never comes to a handler: hooks that answer or throw, and input
 * that validation refuses. Fastify's channel tells of handlers alone.
 */
export function observeReplies(Reply: ReplyClass): void {
  replaceMethodOnce(
    Reply.prototype,
    'send',
    (send) =>
      function (payload) {
        try {
          note(this, payload);
        } catch (error) {
          tellFailure('observing a reply of Fastify', error);
        }
        return send.call(this, payload);
      },
  );
}

/** What Fastify replies to: before it has a route, for a URL that can't be decoded, with less than a request. */
type Replied = Partial<Pick<FastifyRequest, 'raw' | 'routeOptions'>>;

function note({ request }: { readonly request?: Replied }, payload: unknown): void {
  const observation = findObservation(request?.raw);
  if (observation === undefined) return;
  if (!observation.hasRoute) {
    const url = request?.routeOptions?.url;
    if (url !== undefined) observation.setRoute(url);
  }
  if (payload instanceof Error) observation.fail(payload);
}
