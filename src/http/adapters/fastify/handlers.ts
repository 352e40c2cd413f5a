import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { quietly } from '../../../core/quietly.js';
import type { RequestObservation } from '../../observation.js';
import { findObservation } from '../../observe.js';

/** Published by Fastify 5 for each handler of a route. */
const START = 'tracing:fastify.request.handler:start';
const ERROR = 'tracing:fastify.request.handler:error';

/** Fastify's own; an app's test may hand its internals something else. */
interface Handled {
  readonly request: { readonly raw?: IncomingMessage };
  readonly route?: { readonly url?: string };
  readonly error?: unknown;
}

/**
 * Lets observations see which route Fastify dispatches, and what its handler throws.
 * @returns a function that ends it
 */
export function observeHandlers(): () => void {
  const observing =
    (tell: (observation: RequestObservation, handled: Handled) => void) => (message: unknown) =>
      quietly('observing a handler of Fastify', () => {
        const handled = message as Handled;
        const observation = findObservation(handled.request.raw);
        if (observation !== undefined) tell(observation, handled);
      });
  const onStart = observing((observation, { route }) => {
    if (route?.url !== undefined) observation.setRoute(route.url);
  });
  const onError = observing((observation, { error }) => observation.fail(error));
  subscribe(START, onStart);
  subscribe(ERROR, onError);
  return () => {
    unsubscribe(START, onStart);
    unsubscribe(ERROR, onError);
  };
}
