import { isValidTraceId } from '@opentelemetry/api';
import type { OtlpRequest } from '../../otlp/decode-request.js';
import type { PartialSuccess } from '../../otlp/encode-response.js';
import { SeriesTable } from './series-table.js';
import { DEFAULT_LIMITS, type StoreLimits } from './store-limits.js';
import { TraceTable } from './trace-table.js';
import { Workers } from './workers.js';

/** What one request changed. */
interface StoreChange {
  readonly request: OtlpRequest;
  /** Traces that got spans or logs. */
  readonly traceIds: ReadonlySet<string>;
}

/** Telemetry received, in memory and bounded, with its indexes. */
export class TelemetryStore {
  readonly traces: TraceTable;
  readonly series = new SeriesTable();
  readonly workers = new Workers(this.series);
  /** Changes whenever what is kept does. */
  version = 0;
  readonly received = { spans: 0, logs: 0, points: 0 };
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #clearListeners = new Set<() => void>();

  constructor(limits: Partial<StoreLimits> = {}) {
    this.traces = new TraceTable({ ...DEFAULT_LIMITS, ...limits });
  }

  /** Calls `listener` after each request; the function returned ends that. */
  subscribe(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` when everything was forgotten; the function returned ends that. */
  onClear(listener: () => void): () => void {
    this.#clearListeners.add(listener);
    return () => this.#clearListeners.delete(listener);
  }

  /** Takes a request in. Returns what had to be rejected, if anything. */
  add(request: OtlpRequest): PartialSuccess | undefined {
    this.version += 1;
    const traceIds = new Set<string>();
    let rejected = 0;
    switch (request.signal) {
      case 'traces':
        for (const span of request.spans) {
          if (!isValidTraceId(span.traceId) || span.spanId === '') rejected += 1;
          else {
            this.traces.addSpan(span);
            traceIds.add(span.traceId);
          }
        }
        this.received.spans += request.spans.length - rejected;
        break;
      case 'logs':
        for (const log of request.logs) {
          this.traces.addLog(log);
          if (isValidTraceId(log.traceId)) traceIds.add(log.traceId);
        }
        this.received.logs += request.logs.length;
        break;
      case 'metrics':
        for (const metric of request.metrics) {
          this.series.add(metric);
          this.received.points += metric.points.length;
        }
        this.workers.sample(request.metrics);
        break;
    }
    for (const listener of this.#listeners) listener({ request, traceIds });
    return rejected === 0 ? undefined : { rejected, message: 'Spans without a valid trace ID and span ID' };
  }

  /** Forgets everything received; counts since start stay. */
  clear(): void {
    this.version += 1;
    this.traces.clear();
    this.series.clear();
    this.workers.clear();
    for (const listener of this.#clearListeners) listener();
  }
}
