import { type Context, type HrTime, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { now } from '../core/clock.js';

/** A measurement and the span that it was made in. */
export interface Exemplar {
  readonly value: number;
  readonly time: HrTime;
  readonly traceId: string;
  readonly spanId: string;
}

let isOn = false;

/** From now on measurements have exemplars, or none any more. */
export function setExemplars(on: boolean): void {
  isOn = on;
}

/**
 * The exemplar of a measurement, if its trace is sampled and sent (metrics SDK, "TraceBased" filter).
 * @param ctx that of the measurement, or the span itself
 */
export function exemplarOf(value: number, ctx: Context | SpanContext | undefined): Exemplar | undefined {
  if (!isOn || ctx === undefined) return undefined;
  const spanContext = 'traceId' in ctx ? ctx : trace.getSpanContext(ctx);
  if (spanContext === undefined || (spanContext.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  const { traceId, spanId } = spanContext;
  return { value, time: now(), traceId, spanId };
}
