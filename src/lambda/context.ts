import { type Context, propagation, ROOT_CONTEXT, type SpanContext } from '@opentelemetry/api';
import { isCorrelationId, newCorrelationId, traceIdToCorrelationId } from '../correlation/correlation-id.js';
import { createLoggingContext } from '../correlation/logging-context.js';
import { CORRELATION_HEADER, DEBUG_HEADER } from '../correlation/propagator.js';
import { CorrelationScope, getScope, setScope } from '../correlation/scope.js';
import { type CarrierContent, readCarrier, traceFields } from '../workers/carrier.js';
import type { LambdaEvent } from './event.js';

/** What is used of the context object that Lambda gives to a handler. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName?: string;
  readonly functionVersion?: string;
  readonly invokedFunctionArn?: string;
  getRemainingTimeInMillis?(): number;
}

/** A test that calls the handler by itself gives no context, or part of one. */
export function contextOf(given: unknown): LambdaContext {
  const context = typeof given === 'object' && given !== null ? (given as LambdaContext) : undefined;
  if (isCorrelationId(context?.awsRequestId)) return context as LambdaContext;
  return Object.create(context ?? null, { awsRequestId: { value: newCorrelationId() } });
}

interface InvocationStart {
  /** With the invocation's scope; with a remote parent when the event continues a trace. */
  readonly context: Context;
  /** Of the messages of a batch, which an invocation follows without being their child. */
  readonly links: readonly SpanContext[];
}

type Headers = Readonly<Record<string, string>>;

/**
 * The correlation ID is the event's, in a batch of one message that message's, else the request ID of AWS. That one is
 * a UUID, so the trace is found by what the REPORT line of CloudWatch shows.
 */
export function startOf(
  event: LambdaEvent,
  { awsRequestId }: LambdaContext,
  coldStart: boolean,
): InvocationStart {
  const producers = event.records.map(({ carrier }) => readCarrier(carrier));
  const message = producers.length === 1 ? producers[0] : undefined;
  const came: Headers =
    event.http?.headers ??
    (message === undefined ? headersOf(readCarrier(event.carrier)) : correlationHeaders(message));
  const isNamed = came.traceparent !== undefined || came[CORRELATION_HEADER] !== undefined;
  const headers = isNamed ? came : { ...came, [CORRELATION_HEADER]: awsRequestId };
  const extracted = propagation.extract(ROOT_CONTEXT, headers);
  const found = getScope(extracted);
  const correlationId = found?.correlationId ?? awsRequestId;
  const scope = new CorrelationScope(correlationId, {
    link: found?.link,
    // The message's own trace has the ID that its correlation ID gives.
    derivesTraceId: found?.rootTraceId !== undefined && message?.spanContext === undefined,
    logging: createLoggingContext({
      correlationId,
      requestPath: event.http?.path,
      requestMethod: event.http?.method,
      extra: { aws_request_id: awsRequestId, cold_start: coldStart },
    }),
  });
  return {
    context: setScope(extracted, scope),
    links: producers.flatMap(({ spanContext }) => spanContext ?? []),
  };
}

/** What was read of a carrier, as the headers that the propagators take. */
function headersOf({ correlationId, spanContext, debug }: CarrierContent): Headers {
  return {
    ...(correlationId !== undefined && { [CORRELATION_HEADER]: correlationId }),
    ...(debug !== undefined && { [DEBUG_HEADER]: debug }),
    ...(spanContext !== undefined && traceFields(spanContext)),
  };
}

/** As {@link headersOf}, of a message whose trace is linked and not continued. */
function correlationHeaders({ correlationId, spanContext, debug }: CarrierContent): Headers {
  const ofTrace = spanContext && traceIdToCorrelationId(spanContext.traceId);
  return headersOf({ correlationId: correlationId ?? ofTrace, spanContext: undefined, debug });
}
