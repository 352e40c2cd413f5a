import { createNoopMeter, type Meter, type MeterProvider, metrics } from '@opentelemetry/api';

/** Instrumentation scope of the bridge's own spans and metrics. */
export const SCOPE_NAME = 'tracebridge';

/**
 * Instruments that follow the global meter provider: made when it is there, made again when it is another one,
 * undefined while there is none. An instrument made before the provider would stay a no-op for ever: the metrics API
 * has no proxies, unlike the tracing API.
 */
export function bindInstruments<T>(
  create: (meter: Meter) => T,
  scope: { readonly name: string; readonly version?: string } = { name: SCOPE_NAME },
): () => T | undefined {
  let boundTo: MeterProvider | undefined;
  let instruments: T | undefined;
  return () => {
    const provider = metrics.getMeterProvider();
    if (provider !== boundTo) {
      boundTo = provider;
      const meter = provider.getMeter(scope.name, scope.version);
      instruments = meter === createNoopMeter() ? undefined : create(meter);
    }
    return instruments;
  };
}
