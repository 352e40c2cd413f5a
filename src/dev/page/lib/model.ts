import type { ChangeEvent, Status, TraceSummary, WorkerView } from './api-types.js';

/** As many as the receiver lists. */
const MAX_TRACES = 500;

/** Traces and counts as last told by the receiver. */
export class Model {
  #traces = new Map<string, TraceSummary>();
  status: Status | undefined;
  workers: WorkerView[] = [];

  /** Newest first. */
  get traces(): TraceSummary[] {
    return [...this.#traces.values()].reverse();
  }

  trace(traceId: string): TraceSummary | undefined {
    return this.#traces.get(traceId);
  }

  reset(traces: readonly TraceSummary[], status: Status & { workers: WorkerView[] }): void {
    this.#traces = new Map([...traces].reverse().map((trace) => [trace.traceId, trace]));
    this.status = status;
    this.workers = status.workers;
  }

  apply(event: ChangeEvent): void {
    for (const traceId of event.removed) this.#traces.delete(traceId);
    for (const trace of event.traces) this.#traces.set(trace.traceId, trace);
    for (const traceId of this.#traces.keys()) {
      if (this.#traces.size <= MAX_TRACES) break;
      this.#traces.delete(traceId);
    }
    this.status = event.status;
    this.workers = event.workers ?? this.workers;
  }
}

/** Whether a trace is meant by a search: part of its IDs in any spelling, its services or its name. */
export function matches(trace: TraceSummary, query: string): boolean {
  const text = query.trim().toLowerCase();
  if (text === '') return true;
  const plain = text.replaceAll('-', '');
  return (
    (plain !== '' && trace.traceId.includes(plain)) ||
    trace.correlationIds.some((id) => id.toLowerCase().includes(text)) ||
    trace.services.some((service) => service.toLowerCase().includes(text)) ||
    trace.name.toLowerCase().includes(text)
  );
}
