import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { readOrDefault } from '../config/environment.js';

/** `OTEL_PROPAGATORS`, default tracecontext and baggage; b3 packages are loaded only when asked for. */
export function propagatorFromEnvironment(): TextMapPropagator {
  const names = readOrDefault('OTEL_PROPAGATORS');
  const propagators = names.includes('none')
    ? []
    : [...new Set(names)].map((name) => CREATE[name as keyof typeof CREATE]());
  return propagators.length === 1 && propagators[0]
    ? propagators[0]
    : new CompositePropagator({ propagators });
}

const CREATE = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
  b3: () => createB3(false),
  b3multi: () => createB3(true),
};

function createB3(multiHeader: boolean): TextMapPropagator {
  const { B3Propagator, B3InjectEncoding } =
    require('@opentelemetry/propagator-b3') as typeof import('@opentelemetry/propagator-b3');
  return new B3Propagator(multiHeader ? { injectEncoding: B3InjectEncoding.MULTI_HEADER } : {});
}
