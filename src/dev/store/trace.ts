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
  readonly traceId: string;
  readonly spans = new Map<string, SpanRecord>();
  readonly logs: StoredLog[] = [];
  readonly correlationIds = new Set<string>();
  readonly services = new Set<string>();
  bytes = 0;
  errors = 0;
  startTimeUnixNano: bigint | undefined;
  endTimeUnixNano: bigint | undefined;

  constructor(traceId: string) {
    this.traceId = traceId;
  }

  get records(): number {
    return this.spans.size + this.logs.length;
  }

  addSpan(span: SpanRecord, bytes: number): void {
    this.spans.set(span.spanId, span);
    this.bytes += bytes;
    if (span.status.code === 'error') this.errors += 1;
    this.#note(span, correlationIdOf(span.attributes), span.startTimeUnixNano, span.endTimeUnixNano);
  }

  addLog(log: StoredLog, bytes: number): void {
    this.logs.push(log);
    this.bytes += bytes;
    const time = timeOf(log.record);
    this.#note(log.record, correlationIdOf(log.record.attributes), time, time);
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

  #note(record: SpanRecord | LogRecord, correlationId: string | undefined, start: bigint, end: bigint): void {
    if (correlationId !== undefined) this.correlationIds.add(correlationId);
    this.services.add(serviceOf(record));
    if (start === 0n) return;
    if (this.startTimeUnixNano === undefined || start < this.startTimeUnixNano)
      this.startTimeUnixNano = start;
    if (this.endTimeUnixNano === undefined || end > this.endTimeUnixNano) this.endTimeUnixNano = end;
  }
}

function precedes(span: SpanRecord, other: SpanRecord): boolean {
  if ((span.parentSpanId === '') !== (other.parentSpanId === '')) return span.parentSpanId === '';
  return span.startTimeUnixNano < other.startTimeUnixNano;
}
