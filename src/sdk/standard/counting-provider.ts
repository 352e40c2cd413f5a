import {
  type Context,
  type Span,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  type TracerOptions,
  type TracerProvider,
} from '@opentelemetry/api';
import type { IdGenerator } from '@opentelemetry/sdk-trace';

/**
 * Counts sampled spans, and gives tracers the bridge's ID generator: OpenTelemetry's declarative configuration has no
 * place for one.
 */
export class CountingTracerProvider implements TracerProvider {
  spans = 0;

  constructor(
    readonly provider: TracerProvider,
    readonly idGenerator: IdGenerator,
  ) {}

  getTracer(name: string, version?: string, options?: TracerOptions): Tracer {
    const tracer = this.provider.getTracer(name, version, options);
    if ('_idGenerator' in tracer) tracer._idGenerator = this.idGenerator;
    const startSpan = (spanName: string, spanOptions?: SpanOptions, ctx?: Context): Span => {
      const span = tracer.startSpan(spanName, spanOptions, ctx);
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) this.spans++;
      return span;
    };
    // The correlating provider around this one only ever calls `startSpan`.
    return { startSpan, startActiveSpan: tracer.startActiveSpan.bind(tracer) };
  }
}
