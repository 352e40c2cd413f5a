import { correlationKey } from '../store/correlation.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import type { Trace } from '../store/trace.js';
import { isComplete } from './summary.js';

/** A trace without its root waits this many times longer: the root span ends last and is exported last. */
const INCOMPLETE_FACTOR = 4;

/**
 * Finds finished traces: their root span has come and nothing was added for the settle time. OTLP has no mark for the
 * end of a trace. Traces of one correlation ID that settle together are told together.
 */
export class SettledTraces {
  /** Trace ID → when it last changed, in monotonic milliseconds. */
  readonly #pending = new Map<string, number>();
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: TelemetryStore,
    private readonly settleMillis: number,
    private readonly listener: (traces: Trace[]) => void,
  ) {
    this.#unsubscribe = store.subscribe(({ traceIds }) => {
      for (const traceId of traceIds) this.#pending.set(traceId, performance.now());
      if (traceIds.size > 0) this.#arm();
    });
  }

  /** Tells what is pending, settled or not, and ends. */
  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.#tell(() => true);
  }

  #arm(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const now = performance.now();
      this.#tell((trace) => now - this.#pending.get(trace.traceId)! >= this.#waitOf(trace));
      if (this.#pending.size > 0) this.#arm();
    }, this.settleMillis / 2).unref();
  }

  #waitOf(trace: Trace): number {
    return isComplete(trace.root()) ? this.settleMillis : this.settleMillis * INCOMPLETE_FACTOR;
  }

  #tell(isSettled: (trace: Trace) => boolean): void {
    for (const group of this.#groups()) {
      if (!group.every(isSettled)) continue;
      for (const trace of group) this.#pending.delete(trace.traceId);
      this.listener(group);
    }
  }

  #groups(): Iterable<Trace[]> {
    const traces: Trace[] = [];
    for (const traceId of this.#pending.keys()) {
      const trace = this.store.traces.get(traceId);
      if (trace === undefined) this.#pending.delete(traceId);
      else traces.push(trace);
    }
    return Map.groupBy(traces, ({ traceId, correlationIds: [correlationId] }) =>
      correlationKey(correlationId ?? traceId),
    ).values();
  }
}
