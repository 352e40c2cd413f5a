import type { IncomingHttpHeaders } from 'node:http';
import {
  type Context,
  defaultTextMapGetter,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
} from '@opentelemetry/api';
import { CORRELATION_HEADER, CorrelationPropagator } from '../correlation/propagator.js';
import { DEFAULT_CORRELATION_SETTINGS } from '../correlation/settings.js';
import { StrictTraceContextPropagator } from '../correlation/tracestate.js';
import { debugPropagation } from '../debug/signed-propagation.js';
import type { RequestSettings } from './settings.js';

/** Delegates at each use: the app may register its propagator after it made the middleware. */
const GLOBAL_PROPAGATOR: TextMapPropagator = {
  inject: (ctx, carrier, setter) => propagation.inject(ctx, carrier, setter),
  extract: (ctx, carrier, getter) => propagation.extract(ctx, carrier, getter),
  fields: () => propagation.fields(),
};

/**
 * The context that request headers name, with a scope in it: by the propagator that `start()` registered, or by one
 * of the middleware's own when it has its own `trust` or the bridge was not started.
 */
export function incomingContext(
  base: Context,
  headers: IncomingHttpHeaders,
  settings: RequestSettings,
): Context {
  const getter = settings.hasDefaultHeader ? defaultTextMapGetter : getterFor(settings.headerKey);
  const fields = propagation.fields();
  if (settings.trust === undefined && fields.includes(CORRELATION_HEADER)) {
    return propagation.extract(base, headers, getter);
  }
  const isForeign = fields.length > 0 && !fields.includes(CORRELATION_HEADER);
  const traceContext = isForeign ? GLOBAL_PROPAGATOR : new StrictTraceContextPropagator();
  const trust = settings.trust ?? DEFAULT_CORRELATION_SETTINGS.trust;
  const propagator = new CorrelationPropagator(traceContext, {
    ...DEFAULT_CORRELATION_SETTINGS,
    trust,
    debug: debugPropagation(),
  });
  return propagator.extract(base, headers, getter);
}

function getterFor(headerKey: string): TextMapGetter<IncomingHttpHeaders> {
  return {
    get: (headers, key) => headers[key === CORRELATION_HEADER ? headerKey : key],
    keys: (headers) => Object.keys(headers),
  };
}
