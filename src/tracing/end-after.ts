import type { Span } from '@opentelemetry/api';
import { performance } from '../core/native.js';

/** A span that tells when it started and ends when it is told: the bridge's, which spares a caller readings of the clock. */
interface MeasurableSpan extends Span {
  /** Monotonic, in milliseconds; undefined for a start that the app gave. */
  readonly startedAt: number | undefined;
  endAfter(durationMs: number): void;
}

function isMeasurable(span: Span): span is MeasurableSpan {
  return 'endAfter' in span;
}

/** When a span was started that has just been; monotonic, in milliseconds. */
export function startOf(span: Span | undefined): number {
  return (span !== undefined && isMeasurable(span) ? span.startedAt : undefined) ?? performance.now();
}

/** Ends a span after a time that the caller measured; spans of other SDKs at the time of the call. */
export function endAfter(span: Span, durationMs: number): void {
  if (isMeasurable(span)) span.endAfter(durationMs);
  else span.end();
}
