import { type Context, isSpanContextValid, type Span, type SpanContext, trace } from '@opentelemetry/api';

/** On spans whose context is valid by the way they are made. */
export const HAS_VALID_CONTEXT: unique symbol = Symbol('tracebridge.hasValidContext');

interface MarkedSpan extends Span {
  readonly [HAS_VALID_CONTEXT]?: true;
}

let lastValid: SpanContext | undefined;

export function validSpanContext(ctx: Context): SpanContext | undefined {
  const span = trace.getSpan(ctx);
  return span === undefined ? undefined : validContextOf(span);
}

/** As {@link validSpanContext}. The API's check reads 48 characters, so it is made where it must. */
export function validContextOf(span: Span): SpanContext | undefined {
  const spanContext = span.spanContext();
  if (spanContext === lastValid || (span as MarkedSpan)[HAS_VALID_CONTEXT] === true) return spanContext;
  if (!isSpanContextValid(spanContext)) return undefined;
  lastValid = spanContext;
  return spanContext;
}
