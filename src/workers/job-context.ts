import { type Context, context, type Link, trace } from '@opentelemetry/api';
import {
  acceptCorrelationId,
  isCorrelationId,
  traceIdToCorrelationId,
} from '../correlation/correlation-id.js';
import { createLoggingContext } from '../correlation/logging-context.js';
import { CorrelationScope, setScope } from '../correlation/scope.js';
import { correlationIdOfTraceState } from '../correlation/tracestate.js';
import { validSpanContext } from '../correlation/valid-span-context.js';
import { withDebugOf } from '../debug/request-debug.js';
import { debugPropagation } from '../debug/signed-propagation.js';
import { type CarrierContent, readCarrier } from './carrier.js';
import type { WorkerJobOptions } from './options.js';

export interface JobContext {
  /** With the job's correlation ID and logging fields; with a parent span only when the job is a child. */
  readonly context: Context;
  readonly scope: CorrelationScope;
  readonly links: Link[];
  readonly correlationId: string;
}

/**
 * Makes the context of a job. Its correlation ID is the carrier's: the one it names, else that of its `tracestate`, else
 * its trace's; without a carrier it is the job ID, and the trace ID of the job's span derives from it.
 * @param jobId accepted as a correlation ID
 */
export function createJobContext(workerName: string, jobId: string, options: WorkerJobOptions): JobContext {
  const producer = readCarrier(options.carrier);
  const correlationId = correlationIdOf(producer) ?? jobId;
  const scope = new CorrelationScope(correlationId, {
    logging: createLoggingContext({
      correlationId,
      userId: options.userId,
      serviceName: workerName,
      extra: { job_id: jobId },
    }),
    // The producer's trace has the ID that the correlation ID gives: the job's own trace needs another one.
    derivesTraceId: producer.spanContext === undefined,
  });
  const active = context.active();
  const debugged = contextOfDebug(active, producer, correlationId);
  const { spanContext } = producer;
  if (options.parent === 'child') {
    const parent = spanContext === undefined ? debugged : trace.setSpanContext(debugged, spanContext);
    return { context: setScope(parent, scope), scope, links: [], correlationId };
  }
  const linked = spanContext ?? validSpanContext(active);
  return {
    context: setScope(trace.deleteSpan(debugged), scope),
    scope,
    links: linked === undefined ? [] : [{ context: linked }],
    correlationId,
  };
}

/** A job is debugged when its producer was, or the request that it runs inside of is. */
function contextOfDebug(active: Context, { debug }: CarrierContent, correlationId: string): Context {
  const inherited = withDebugOf(active);
  const propagation = debugPropagation();
  return debug === undefined || propagation === undefined
    ? inherited
    : propagation.extract(inherited, debug, correlationId);
}

function correlationIdOf({ correlationId, spanContext }: CarrierContent): string | undefined {
  if (isCorrelationId(correlationId)) return correlationId;
  const replacement = correlationId === undefined ? undefined : acceptCorrelationId(correlationId, 'job');
  if (spanContext === undefined) return replacement;
  return correlationIdOfTraceState(spanContext) ?? traceIdToCorrelationId(spanContext.traceId);
}
