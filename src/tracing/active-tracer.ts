import { ProxyTracerProvider, type Tracer, type TracerProvider, trace } from '@opentelemetry/api';
import { SCOPE_NAME } from '../metrics/bound-instruments.js';

/** What an unregistered global provider delegates to. */
const NOOP_PROVIDER = new ProxyTracerProvider().getDelegate();

let boundTo: TracerProvider | undefined;
let tracer: Tracer | undefined;

/**
 * The tracer of the global provider, or undefined while none is registered: a caller then saves the context and the
 * no-op span. Asked for on each use, so that an SDK started later counts.
 */
export function activeTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  const delegate = provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
  if (delegate === NOOP_PROVIDER) return undefined;
  if (delegate !== boundTo) {
    boundTo = delegate;
    tracer = delegate.getTracer(SCOPE_NAME);
  }
  return tracer;
}
