import { type Context, context, type Span, type SpanOptions, type Tracer, trace } from '@opentelemetry/api';
import { LayeredContext } from '../correlation/layered-context.js';

type Rest<F> = [F] | [SpanOptions, F] | [SpanOptions, Context, F];

/** The body of all overloads of `Tracer.startActiveSpan`. */
export function startActiveSpan<F extends (span: Span) => unknown>(
  tracer: Tracer,
  name: string,
  rest: Rest<F>,
): ReturnType<F> {
  const fn = rest.at(-1) as F;
  const options = rest.length > 1 ? (rest[0] as SpanOptions) : undefined;
  const parent = rest.length > 2 ? (rest[1] as Context) : context.active();
  const span = tracer.startSpan(name, options, parent);
  return context.with(trace.setSpan(LayeredContext.over(parent), span), () => fn(span) as ReturnType<F>);
}
