import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { readList } from '../config/environment.js';
import { warnOnce } from '../core/warn.js';

/** `OTEL_PROPAGATORS`, default tracecontext and baggage; b3 packages are loaded only when asked for. */
export function propagatorFromEnvironment(): TextMapPropagator {
  const names = readList('OTEL_PROPAGATORS') ?? ['tracecontext', 'baggage'];
  if (names.includes('none')) return new CompositePropagator({ propagators: [] });
  const propagators = [...new Set(names)].map(create).filter((propagator) => propagator !== undefined);
  return propagators.length === 1 && propagators[0]
    ? propagators[0]
    : new CompositePropagator({ propagators });
}

function create(name: string): TextMapPropagator | undefined {
  switch (name) {
    case 'tracecontext':
      return new W3CTraceContextPropagator();
    case 'baggage':
      return new W3CBaggagePropagator();
    case 'b3':
      return createB3(false);
    case 'b3multi':
      return createB3(true);
    default:
      warnOnce(
        `OTEL_PROPAGATORS: ${JSON.stringify(name.slice(0, 40))} is ignored: expected tracecontext, baggage, b3, b3multi or none`,
      );
      return undefined;
  }
}

function createB3(multiHeader: boolean): TextMapPropagator {
  const { B3Propagator, B3InjectEncoding } =
    require('@opentelemetry/propagator-b3') as typeof import('@opentelemetry/propagator-b3');
  return new B3Propagator(multiHeader ? { injectEncoding: B3InjectEncoding.MULTI_HEADER } : {});
}
