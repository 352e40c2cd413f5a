import { type Context, type HrTime, type Span, TraceFlags, trace } from '@opentelemetry/api';
import { now } from '../core/clock.js';
import { KEEP_UNIT } from '../core/globals.js';

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
 * @param of the context of the measurement, or the span that it is of
 */
export function exemplarOf(value: number, of: Context | Span | undefined): Exemplar | undefined {
  if (!isOn) return undefined;
  const spanContext = spanOf(of)?.spanContext();
  if (spanContext === undefined || (spanContext.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  const { traceId, spanId } = spanContext;
  return { value, time: now(), traceId, spanId };
}

/** Whose spans may yet be withheld: a `KeepUnit`. */
interface Unit {
  whenKept(fn: () => void): void;
}

/** Calls `fn` when the trace of a measurement is certain to be sent: at once, when its unit is kept, or never. */
export function whenKept(of: Context | Span | undefined, fn: () => void): void {
  const unit = (spanOf(of) as { [KEEP_UNIT]?: Unit } | undefined)?.[KEEP_UNIT];
  if (unit === undefined) fn();
  else unit.whenKept(fn);
}

function spanOf(of: Context | Span | undefined): Span | undefined {
  return of !== undefined && 'spanContext' in of ? of : of && trace.getSpan(of);
}
