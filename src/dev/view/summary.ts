import type { Attributes } from '../../otlp/model/attributes.js';
import type { SpanRecord } from '../../otlp/model/span.js';
import type { TraceSummary } from '../api-types.js';
import { serviceOf, type Trace } from '../store/trace.js';

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
    // Of spans that are each other's parents, none is the root.
    service: named === undefined ? ([...trace.services][0] ?? '') : serviceOf(named),
    name: root === undefined ? '' : nameOf(root),
    services: [...trace.services].slice(0, MAX_LISTED),
    httpStatus: root === undefined ? undefined : httpStatusOf(root.attributes),
    startTimeUnixMillis: toMillis(start),
    durationMillis: toMillis(trace.durationNanos),
    spans: trace.spans.size,
    logs: trace.logs.length,
    errors: trace.errors,
    complete: isComplete(root),
  };
}

export function isComplete(root: SpanRecord | undefined): boolean {
  return root !== undefined && root.parentSpanId === '';
}

/** Nanoseconds to milliseconds with their fraction; exact for spans of days, to a quarter of a microsecond for dates. */
export function toMillis(nanos: bigint): number {
  return Number(nanos / 1_000_000n) + Number(nanos % 1_000_000n) / 1e6;
}

/** Of values in their order; 0 of none. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? 0;
}

export function httpStatusOf(attributes: Attributes): number | undefined {
  const status = attributes['http.response.status_code'] ?? attributes['http.status_code'];
  return typeof status === 'number' ? status : undefined;
}

/** Without a route the conventions name a server span by its method alone; its path tells requests apart. */
function nameOf({ name, attributes }: SpanRecord): string {
  const path = attributes['url.path'] ?? attributes['http.target'];
  return /^[A-Z]+$/.test(name) && typeof path === 'string' ? `${name} ${path}` : name;
}
