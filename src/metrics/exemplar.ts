import { type Context, type HrTime, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { readOrDefault } from '../config/environment.js';
import { now } from '../core/clock.js';

/** A measurement and the span that it was made in. */
export interface Exemplar {
  readonly value: number;
  readonly time: HrTime;
  readonly traceId: string;
  readonly spanId: string;
}

let isOff: boolean | undefined;

/**
 * The exemplar of a measurement, if its trace is sampled and sent (metrics SDK, "TraceBased" filter).
 * @param ctx that of the measurement, or the span itself
 */
export function exemplarOf(value: number, ctx: Context | SpanContext | undefined): Exemplar | undefined {
  isOff ??=
    readOrDefault('OTEL_METRICS_EXEMPLAR_FILTER') === 'always_off' ||
    readOrDefault('OTEL_TRACES_EXPORTER').includes('none');
  if (isOff || ctx === undefined) return undefined;
  const spanContext = 'traceId' in ctx ? ctx : trace.getSpanContext(ctx);
  if (spanContext === undefined || (spanContext.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  const { traceId, spanId } = spanContext;
  return { value, time: now(), traceId, spanId };
}
