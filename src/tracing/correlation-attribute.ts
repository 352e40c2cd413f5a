import { hyphenated } from '../correlation/correlation-id.js';

/** Key of the correlation ID on spans and log records. */
export const CORRELATION_ATTRIBUTE = 'correlation_id';

let lastTraceId: string | undefined;
let lastCorrelationId = '';

/** The correlation ID of a valid trace ID outside of any scope. Spans of a trace mostly follow each other. */
export function correlationIdOf(traceId: string): string {
  if (traceId !== lastTraceId) {
    lastCorrelationId = hyphenated(traceId);
    lastTraceId = traceId;
  }
  return lastCorrelationId;
}
