import type { Span } from '@opentelemetry/api';

interface MeasurableSpan extends Span {
  endAfter(durationMs: number): void;
}

/** Ends a span after a time that the caller measured; spans of other SDKs at the time of the call. */
export function endAfter(span: Span, durationMs: number): void {
  if ('endAfter' in span) (span as MeasurableSpan).endAfter(durationMs);
  else span.end();
}
