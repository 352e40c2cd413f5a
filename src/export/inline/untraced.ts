import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { TransportFactory } from '../engine/transports.js';

/**
 * Transports whose requests are no telemetry: in the app's thread all requests are observed, and each of these would
 * make the next one necessary. The exporter thread has no instrumentation.
 */
export function untraced(create: TransportFactory): TransportFactory {
  return (signal) => {
    const transport = create(signal);
    return {
      send: (batch) => context.with(suppressTracing(ROOT_CONTEXT), () => transport.send(batch)),
      get isAwaited() {
        return transport.isAwaited;
      },
      close: () => transport.close(),
    };
  };
}
