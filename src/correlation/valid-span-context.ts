import { type Context, isSpanContextValid, type Span, type SpanContext, trace } from '@opentelemetry/api';

/** On spans whose context is valid by the way they are made. */
export const HAS_VALID_CONTEXT: unique symbol = Symbol('tracebridge.hasValidContext');

let lastValid: SpanContext | undefined;

export function validSpanContext(ctx: Context): SpanContext | undefined {
  const span = trace.getSpan(ctx);
  return span === undefined ? undefined : validContextOf(span);
}

/** As {@link validSpanContext}. The API's check reads 48 characters, so it is made where it must. */
export function validContextOf(span: Span): SpanContext | undefined {
  const spanContext = span.spanContext();
  if (spanContext === lastValid || HAS_VALID_CONTEXT in span) return spanContext;
  if (!isSpanContextValid(spanContext)) return undefined;
  lastValid = spanContext;
  return spanContext;
}
