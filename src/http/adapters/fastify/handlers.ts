import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { findObservation } from '../../observe.js';

/** Published by Fastify 5 for each handler of a route. */
const START = 'tracing:fastify.request.handler:start';
const ERROR = 'tracing:fastify.request.handler:error';

interface Handled {
  readonly request: { readonly raw: IncomingMessage };
  readonly route: { readonly url?: string };
  readonly error?: unknown;
}

/**
 * Lets observations see which route Fastify dispatches, and what its handler throws.
 * @returns a function that ends it
 */
export function observeHandlers(): () => void {
  const onStart = (message: unknown) => {
    const { request, route } = message as Handled;
    if (route.url !== undefined) findObservation(request.raw)?.setRoute(route.url);
  };
  const onError = (message: unknown) => {
    const { request, error } = message as Handled;
    findObservation(request.raw)?.fail(error);
  };
  subscribe(START, onStart);
  subscribe(ERROR, onError);
  return () => {
    unsubscribe(START, onStart);
    unsubscribe(ERROR, onError);
  };
}
