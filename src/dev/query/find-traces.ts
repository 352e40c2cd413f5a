import type { TraceSort } from '../api-types.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { serviceOf, type Trace } from '../store/trace.js';
import { httpStatusOf } from '../view/summary.js';
import { parseQuery } from './parse.js';
import { traceCondition } from './trace-condition.js';

interface TraceQuery {
  /** As typed: an ID in any spelling, or terms (`query/parse`). */
  readonly text: string;
  readonly sort: TraceSort;
  readonly isDescending: boolean;
}

/** All traces that a query finds, in its order; equal ones by start time, the newest first. */
export function findTraces(store: TelemetryStore, query: TraceQuery): Trace[] {
  const byId = query.text.trim() === '' ? [] : store.traces.find(query.text);
  const traces = byId.length > 0 ? byId : filter(store, query.text);
  return sortTraces(traces, query.sort, query.isDescending);
}

function filter(store: TelemetryStore, text: string): Trace[] {
  const condition = traceCondition(parseQuery(text), Date.now());
  return store.traces.all().filter(condition).toArray();
}

const KEYS: Record<Exclude<TraceSort, 'time'>, (trace: Trace) => string | number | bigint> = {
  service: (trace) =>
    trace.root() === undefined ? ([...trace.services][0] ?? '') : serviceOf(trace.root()!),
  name: (trace) => trace.root()?.name ?? '',
  status: (trace) => httpStatusOf(trace.root()?.attributes ?? {}) ?? 0,
  duration: (trace) => trace.durationNanos,
  spans: (trace) => trace.spans.size,
  logs: (trace) => trace.logs.length,
  errors: (trace) => trace.errors,
};

export const TRACE_SORTS = ['time', ...Object.keys(KEYS)] as readonly TraceSort[];

function sortTraces(traces: Trace[], sort: TraceSort, isDescending: boolean): Trace[] {
  const newestFirst = (one: Trace, other: Trace) =>
    compare(other.startTimeUnixNano ?? 0n, one.startTimeUnixNano ?? 0n) || other.arrival - one.arrival;
  if (sort === 'time') {
    return traces.toSorted(isDescending ? newestFirst : (one, other) => newestFirst(other, one));
  }
  const sign = isDescending ? -1 : 1;
  // Keys once for each trace: a root is found by going through the spans.
  return traces
    .map((trace) => ({ trace, key: KEYS[sort](trace) }))
    .sort((one, other) => sign * compare(one.key, other.key) || newestFirst(one.trace, other.trace))
    .map(({ trace }) => trace);
}

function compare<T extends string | number | bigint>(one: T, other: T): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
