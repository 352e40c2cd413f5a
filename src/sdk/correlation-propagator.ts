import type { TextMapPropagator } from '@opentelemetry/api';
import { hostMatcher } from '../config/hosts.js';
import type { ResolvedOptions } from '../config/options.js';
import { CorrelationPropagator } from '../correlation/propagator.js';
import { debugPropagation } from '../debug/signed-propagation.js';

/** The propagator that is registered, around those of the trace context. */
export function createPropagator(wrapped: TextMapPropagator, options: ResolvedOptions): TextMapPropagator {
  return new CorrelationPropagator(wrapped, {
    trust: options.trust,
    baggage: options.baggage,
    propagatesTo: hostMatcher(options.propagateTo),
    debug: debugPropagation(),
  });
}
