import type { Attributes } from '../../otlp/model/attributes.js';
import type { SpanRecord } from '../../otlp/model/span.js';
import { serviceOf, type Trace } from '../store/trace.js';

/** One line about a trace. */
export interface TraceSummary {
  readonly traceId: string;
  readonly correlationIds: string[];
  readonly service: string;
  readonly name: string;
  readonly services: string[];
  /** `http.response.status_code` of the root span. */
  readonly httpStatus: number | undefined;
  readonly startTimeUnixMillis: number;
  readonly durationMillis: number;
  readonly spans: number;
  readonly logs: number;
  readonly errors: number;
  /** Whether the span without a parent has come. */
  readonly complete: boolean;
}

/** More would make a summary as large as a trace. */
const MAX_LISTED = 10;

export function summarize(trace: Trace): TraceSummary {
  const root = trace.root();
  const start = trace.startTimeUnixNano ?? 0n;
  const firstLog = trace.logs[0]?.record;
  const named = root ?? firstLog;
  return {
    traceId: trace.traceId,
    correlationIds: [...trace.correlationIds].slice(0, MAX_LISTED),
    service: named === undefined ? 'unknown_service' : serviceOf(named),
    name: root === undefined ? '' : root.name,
    services: [...trace.services].slice(0, MAX_LISTED),
    httpStatus: root === undefined ? undefined : httpStatusOf(root.attributes),
    startTimeUnixMillis: toMillis(start),
    durationMillis: toMillis((trace.endTimeUnixNano ?? start) - start),
    spans: trace.spans.size,
    logs: trace.logs.length,
    errors: trace.errors,
    complete: isComplete(root),
  };
}

export function isComplete(root: SpanRecord | undefined): boolean {
  return root !== undefined && root.parentSpanId === '';
}

/** Nanoseconds to milliseconds, keeping the microseconds. */
export function toMillis(nanos: bigint): number {
  return Number(nanos / 1_000n) / 1_000;
}

function httpStatusOf(attributes: Attributes): number | undefined {
  const status = attributes['http.response.status_code'];
  return typeof status === 'number' ? status : undefined;
}
