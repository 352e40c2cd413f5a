import type { SpanRecord } from '../../otlp/model/span.js';
import type { ServiceEdge, ServiceMap, ServiceNode } from '../api-types.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { serviceOf } from '../store/trace.js';
import { percentile, toMillis } from './summary.js';

interface Load {
  calls: number;
  errors: number;
  readonly millis: number[];
}

/**
 * Which service calls which, from the spans that are kept: how often, how many failed, how long. Who put a job into a
 * queue calls its worker, by the link of the job's root span.
 */
export function serviceMap(store: TelemetryStore): ServiceMap {
  const nodes = new Map<string, Load>();
  /** By the names of both, as JSON. */
  const edges = new Map<string, Load>();
  for (const trace of store.traces.all()) {
    for (const span of trace.spans.values()) {
      const to = serviceOf(span);
      const parent = trace.spans.get(span.parentSpanId);
      const from = parent === undefined ? producerOf(store, span) : serviceOf(parent);
      if (from === to && parent !== undefined) continue;
      const millis = toMillis(span.endTimeUnixNano - span.startTimeUnixNano);
      const isError = span.status.code === 'error';
      note(getOrAdd(nodes, to), millis, isError);
      if (from === undefined || from === to) continue;
      getOrAdd(nodes, from);
      note(getOrAdd(edges, JSON.stringify([from, to])), millis, isError);
    }
  }
  return {
    nodes: [...nodes].map(([service, load]): ServiceNode => ({ service, ...figures(load) })),
    edges: [...edges].map(([key, load]): ServiceEdge => {
      const [from, to] = JSON.parse(key) as [string, string];
      return { from, to, ...figures(load) };
    }),
  };
}

function producerOf({ traces }: TelemetryStore, { kind, links }: SpanRecord): string | undefined {
  const [link] = kind === 'consumer' ? links : [];
  const producer = link && traces.get(link.traceId)?.spans.get(link.spanId);
  return producer && serviceOf(producer);
}

function note(load: Load, millis: number, isError: boolean): void {
  load.calls += 1;
  load.millis.push(millis);
  if (isError) load.errors += 1;
}

function figures({ calls, errors, millis }: Load) {
  const sorted = millis.toSorted((one, other) => one - other);
  return {
    calls,
    errors,
    p95Millis: percentile(sorted, 0.95),
  };
}

function getOrAdd(loads: Map<string, Load>, key: string): Load {
  const load = loads.get(key) ?? { calls: 0, errors: 0, millis: [] };
  loads.set(key, load);
  return load;
}
