import { isValidTraceId } from '@opentelemetry/api';
import { approximateBytes } from '../../core/approximate-bytes.js';
import type { LogRecord } from '../../otlp/model/log.js';
import type { SpanRecord } from '../../otlp/model/span.js';
import { correlationIdOf, correlationKey } from './correlation.js';
import { CorrelationIndex } from './correlation-index.js';
import type { EvictionCounts, StoreLimits } from './store-limits.js';
import { type StoredLog, Trace } from './trace.js';

/** Log records that belong to no trace. They age out in lots of this many. */
const LOOSE_LOT = 1_000;

/** Of a trace without its records: maps, sets and index entries; measured with 96,000 traces of one span. */
const TRACE_BYTES = 400;

/**
 * Freed at once when a bound is reached. Deleting one entry for each new one makes a Map's iteration step over all the
 * deleted ones before (78 µs a span instead of 37, measured).
 */
const SPARE_SHARE = 0.02;

/**
 * Traces by ID, within bounds: when a record does not fit, the trace whose first record is the oldest goes as a whole;
 * a record that would not fit beside its own trace alone is refused. Both are counted.
 */
export class TraceTable {
  /** In order of first arrival. Logs without a trace are kept under keys that no trace ID can have. */
  readonly #traces = new Map<string, Trace>();
  readonly #correlations = new CorrelationIndex();
  readonly #logs = new Map<number, StoredLog>();
  #records = 0;
  #bytes = 0;
  #sequence = 0;
  #arrival = 0;
  #lot = 0;
  #looseLots = 0;
  readonly evicted: EvictionCounts = { traces: 0, spans: 0, logs: 0 };

  constructor(private readonly limits: StoreLimits) {}

  get size(): { traces: number; records: number; bytes: number } {
    return { traces: this.#traces.size - this.#looseLots, records: this.#records, bytes: this.#bytes };
  }

  /** Number of the newest log record. */
  get lastSequence(): number {
    return this.#sequence;
  }

  /** Number of the newest trace. */
  get lastArrival(): number {
    return this.#arrival;
  }

  get(traceId: string): Trace | undefined {
    return isValidTraceId(traceId) ? this.#traces.get(traceId) : undefined;
  }

  /** Everything kept, in order of first arrival; lots of logs without a trace are among them. */
  all(): MapIterator<Trace> {
    return this.#traces.values();
  }

  /** Traces that an ID finds: a trace ID or a correlation ID, each in any spelling. Oldest first. */
  find(id: string): Trace[] {
    const found = new Set<Trace>();
    const key = correlationKey(id.trim());
    for (const traceId of [key, ...this.#correlations.find(id.trim())]) {
      const trace = this.get(traceId);
      if (trace !== undefined) found.add(trace);
    }
    return [...found];
  }

  /** All log records kept, in order of arrival. */
  logs(): MapIterator<StoredLog> {
    return this.#logs.values();
  }

  log(sequence: number): StoredLog | undefined {
    return this.#logs.get(sequence);
  }

  addSpan(span: SpanRecord): void {
    const existing = this.#traces.get(span.traceId);
    // Senders retry: the same span again is no new record.
    const key = existing?.keyOf(span) ?? span.spanId;
    if (existing?.spans.has(key)) return;
    const bytes = approximateBytes(span, new Set([span.resource, span.scope]));
    const trace = this.#room(span.traceId, bytes);
    if (trace === undefined) {
      this.evicted.spans += 1;
      return;
    }
    trace.addSpan(key, span, bytes);
    this.#index(trace, correlationIdOf(span.attributes));
  }

  addLog(record: LogRecord): void {
    const bytes = approximateBytes(record, new Set([record.resource, record.scope]));
    const trace = this.#room(isValidTraceId(record.traceId) ? record.traceId : this.#looseLot(), bytes);
    if (trace === undefined) {
      this.evicted.logs += 1;
      return;
    }
    this.#sequence += 1;
    const log = { sequence: this.#sequence, record };
    this.#logs.set(log.sequence, log);
    trace.addLog(log, bytes);
    this.#index(trace, correlationIdOf(record.attributes));
  }

  clear(): void {
    for (const trace of this.#traces.values()) this.#remove(trace);
  }

  #room(key: string, bytes: number): Trace | undefined {
    const existing = this.#traces.get(key);
    const needed = existing === undefined ? bytes + TRACE_BYTES : bytes;
    if (!this.#fits(needed, 0)) this.#makeRoom(needed, existing);
    if (!this.#fits(needed, 0)) return undefined;
    this.#records += 1;
    this.#bytes += needed;
    if (existing !== undefined) return existing;
    this.#arrival += 1;
    const trace = new Trace(key, this.#arrival);
    trace.bytes = TRACE_BYTES;
    this.#traces.set(key, trace);
    if (!isValidTraceId(key)) this.#looseLots += 1;
    return trace;
  }

  #makeRoom(bytes: number, keep: Trace | undefined): void {
    for (const oldest of this.#traces.values()) {
      if (this.#fits(bytes, SPARE_SHARE)) break;
      if (oldest !== keep) this.#evict(oldest);
    }
  }

  /** Whether a record fits and leaves a share of the bounds free. */
  #fits(bytes: number, spare: number): boolean {
    const { maxRecords, maxBytes } = this.limits;
    return (
      this.#records + Math.floor(maxRecords * spare) < maxRecords &&
      this.#bytes + bytes <= maxBytes * (1 - spare)
    );
  }

  #looseLot(): string {
    const key = `loose:${this.#lot}`;
    if ((this.#traces.get(key)?.logs.length ?? 0) < LOOSE_LOT) return key;
    this.#lot += 1;
    return `loose:${this.#lot}`;
  }

  #index(trace: Trace, correlationId: string | undefined): void {
    if (correlationId !== undefined && isValidTraceId(trace.traceId))
      this.#correlations.add(correlationId, trace.traceId);
  }

  #evict(trace: Trace): void {
    this.#remove(trace);
    this.evicted.spans += trace.spans.size;
    this.evicted.logs += trace.logs.length;
    if (isValidTraceId(trace.traceId)) this.evicted.traces += 1;
  }

  #remove(trace: Trace): void {
    this.#traces.delete(trace.traceId);
    if (!isValidTraceId(trace.traceId)) this.#looseLots -= 1;
    this.#records -= trace.records;
    this.#bytes -= trace.bytes;
    for (const { sequence } of trace.logs) this.#logs.delete(sequence);
    for (const id of trace.correlationIds) this.#correlations.remove(id, trace.traceId);
  }
}
