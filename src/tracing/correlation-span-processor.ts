import type { Context } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { traceIdToCorrelationId } from '../correlation/correlation-id.js';
import { getScope } from '../correlation/scope.js';

/** Key of the correlation ID on spans and log records. */
export const CORRELATION_ATTRIBUTE = 'correlation_id';

/** Puts the correlation ID on every span. */
export class CorrelationSpanProcessor implements SpanProcessor {
  onStart(span: Span, parentContext: Context): void {
    const id = getScope(parentContext)?.correlationId ?? traceIdToCorrelationId(span.spanContext().traceId);
    span.setAttribute(CORRELATION_ATTRIBUTE, id);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
