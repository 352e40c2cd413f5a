import { hash } from 'node:crypto';
import type { LogRecord } from '../../otlp/model/log.js';
import type { SpanRecord } from '../../otlp/model/span.js';
import { correlationIdOf } from './correlation.js';

/** When a log record was written: its own time, else when it was observed. Nanoseconds since the Unix epoch. */
export function timeOf(log: LogRecord): bigint {
  return log.timeUnixNano === 0n ? log.observedTimeUnixNano : log.timeUnixNano;
}

export function serviceOf(record: { readonly resource: SpanRecord['resource'] }): string {
  const name = record.resource.attributes['service.name'];
  return typeof name === 'string' && name !== '' ? name : 'unknown_service';
}

/** A log record with its number in order of arrival. */
export interface StoredLog {
  readonly sequence: number;
  readonly record: LogRecord;
}

/** Spans and logs of one trace ID, as far as they have arrived. */
export class Trace {
  /** By {@link keyOf}. */
  readonly spans = new Map<string, SpanRecord>();
  readonly logs: StoredLog[] = [];
  readonly correlationIds = new Set<string>();
  readonly services = new Set<string>();
  bytes = 0;
  errors = 0;
  startTimeUnixNano: bigint | undefined;
  endTimeUnixNano: bigint | undefined;

  constructor(
    readonly traceId: string,
    /** Number in order of first arrival. */
    readonly arrival: number,
  ) {}

  /** From the first moment of any record to the last. */
  get durationNanos(): bigint {
    return (this.endTimeUnixNano ?? 0n) - (this.startTimeUnixNano ?? 0n);
  }

  get records(): number {
    return this.spans.size + this.logs.length;
  }

  /** The span's ID; another key where a different span of the trace has it, such as the server's of Zipkin's pairs. */
  keyOf(span: SpanRecord): string {
    const first = this.spans.get(span.spanId);
    if (first === undefined || first === span || identityOf(first) === identityOf(span)) return span.spanId;
    return `${span.spanId}~${hash('sha1', identityOf(span)).slice(0, 8)}`;
  }

  addSpan(key: string, span: SpanRecord, bytes: number): void {
    this.spans.set(key, span);
    this.bytes += bytes;
    if (span.status.code === 'error') this.errors += 1;
    this.#note(span, correlationIdOf(span.attributes));
    this.#extendTo(span.startTimeUnixNano);
    // A span that ends before it starts, or has no end, must not make the trace start then.
    if (span.endTimeUnixNano > span.startTimeUnixNano) this.#extendTo(span.endTimeUnixNano);
  }

  addLog(log: StoredLog, bytes: number): void {
    this.logs.push(log);
    this.bytes += bytes;
    this.#note(log.record, correlationIdOf(log.record.attributes));
    this.#extendTo(timeOf(log.record));
  }

  /** The span without a parent; when none has come, the earliest whose parent is elsewhere. */
  root(): SpanRecord | undefined {
    let root: SpanRecord | undefined;
    for (const span of this.spans.values()) {
      if (this.spans.has(span.parentSpanId)) continue;
      if (root === undefined || precedes(span, root)) root = span;
    }
    return root;
  }

  #note(record: SpanRecord | LogRecord, correlationId: string | undefined): void {
    if (correlationId !== undefined) this.correlationIds.add(correlationId);
    this.services.add(serviceOf(record));
  }

  #extendTo(time: bigint): void {
    if (time === 0n) return;
    if (this.startTimeUnixNano === undefined || time < this.startTimeUnixNano) this.startTimeUnixNano = time;
    if (this.endTimeUnixNano === undefined || time > this.endTimeUnixNano) this.endTimeUnixNano = time;
  }
}

/** Same when a sender sends a span again. */
function identityOf(span: SpanRecord): string {
  const { name, kind, startTimeUnixNano, endTimeUnixNano } = span;
  return JSON.stringify([serviceOf(span), name, kind, `${startTimeUnixNano}`, `${endTimeUnixNano}`]);
}

function precedes(span: SpanRecord, other: SpanRecord): boolean {
  if ((span.parentSpanId === '') !== (other.parentSpanId === '')) return span.parentSpanId === '';
  return span.startTimeUnixNano < other.startTimeUnixNano;
}
