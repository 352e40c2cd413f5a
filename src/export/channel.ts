import type { KeepAccount, KeptReason, WithheldReason } from '../keep/verdict.js';
import type { Signal } from '../otlp/signal.js';
import type { Budget } from './budget.js';

/**
 * Why records were dropped before a collector took or refused them.
 * @example
 * ```ts
 * import { type DropReason, type ExportStats } from 'tracebridge';
 *
 * const lost = (stats: ExportStats, reason: DropReason) => stats.logs.dropped[reason] ?? 0;
 * ```
 */
export type DropReason =
  /** The byte or record bound was reached. */
  | 'queue_full'
  /** One record larger than the bound of a single record. */
  | 'too_large'
  /** Retried for longer than the retry limit. */
  | 'retry_expired'
  /** Not delivered when the process ended. */
  | 'shutdown'
  /** The spool's size cap was reached. */
  | 'spool_full'
  /** Spooled data whose checksum was wrong. */
  | 'spool_corrupt'
  /** The encoder failed on a record. */
  | 'encode_failed'
  /** Held by an exporter thread that ended abnormally, for example out of memory. */
  | 'exporter_lost';

export const DROP_REASONS: readonly DropReason[] = [
  'queue_full',
  'too_large',
  'retry_expired',
  'shutdown',
  'spool_full',
  'spool_corrupt',
  'encode_failed',
  'exporter_lost',
];

/**
 * Counts since start, in records: log records, spans, metric data points.
 * At any time `captured = withheld + accepted + waiting`, where nothing waits once no request or job is open, and
 * `accepted = delivered + Σ dropped + rejected + queued`.
 * @example
 * ```ts
 * import { type SignalStats } from 'tracebridge';
 *
 * const sum = ({ delivered, rejected, queued, dropped }: SignalStats) =>
 *   delivered + rejected + queued + Object.values(dropped).reduce((all, count) => all + count, 0); // === accepted
 * ```
 */
export interface SignalStats {
  /** What was recorded. */
  captured: number;
  /** By `keep` rules: of a request, job or root span that no rule keeps. 0 where everything is kept. */
  withheld: number;
  /** The same by its reason. */
  withheldBy: Partial<Record<WithheldReason, number>>;
  /** Of requests, jobs and root spans that are open, until `keep` rules decide. */
  waiting: number;
  /** Handed to the export. */
  accepted: number;
  delivered: number;
  /** Refused by the collector: partial success, or a status that forbids a retry. */
  rejected: number;
  dropped: Partial<Record<DropReason, number>>;
  /** Not yet settled: in the ring, in the queue, being sent or in this process's spool. */
  queued: number;
}

/**
 * What became of all records of this process since the bridge started.
 * @example
 * ```ts
 * import { start } from 'tracebridge';
 *
 * const { logs, memory } = start().stats();
 * console.log(logs.delivered, `${memory.bytes} of ${memory.limitBytes} bytes`);
 * ```
 */
export interface ExportStats {
  traces: SignalStats;
  metrics: SignalStats;
  logs: SignalStats;
  /** Bytes held in memory for export, all signals, and their bound. */
  memory: { bytes: number; limitBytes: number };
  /** Requests, jobs and root spans that were judged by `keep` rules, by the reason. */
  units: {
    kept: Partial<Record<KeptReason, number>>;
    withheld: Partial<Record<WithheldReason, number>>;
  };
  /** Requests sent, retried and failed, all signals. */
  requests: { sent: number; retried: number; failed: number };
  /** Bytes on disk, when a spool is configured. */
  spool?: { bytes: number; limitBytes: number; replayed: number };
}

/**
 * Takes encoded OTLP messages from the capture side. None of its methods throws, except `forceFlush` and `shutdown`,
 * which reject on time-out.
 */
export interface ExportChannel {
  /**
   * Announces the resource of this producer.
   * @param resource bytes of an `opentelemetry.proto.resource.v1.Resource` message
   */
  setResource(resource: Uint8Array): void;
  /**
   * Announces an instrumentation scope; returns its handle for `emit`.
   * @param scope bytes of an `opentelemetry.proto.common.v1.InstrumentationScope` message
   */
  defineScope(scope: Uint8Array): number;
  /**
   * Hands over one record; the bytes are copied before it returns.
   * - logs: a `LogRecord` message, traces: a `Span` message, each with its scope's handle
   * - metrics: a `ScopeMetrics` message (scope inside; the `scope` handle is ignored), `items` = its data points
   */
  emit(signal: Signal, scope: number, bytes: Uint8Array, start: number, end: number, items?: number): void;
  /** Records that are handed over by `emit` are counted and shown to the exporter together, once for all. */
  burst(emit: () => void): void;
  /** Counts a record that could not even be encoded: accepted and dropped. */
  countDropped(signal: Signal, reason: DropReason, items: number): void;
  /** Resolves when everything accepted before the call is settled; rejects with TRACEBRIDGE_TIMEOUT. */
  forceFlush(timeoutMillis?: number): Promise<void>;
  /** Flushes, then ends the exporter. Never rejects because of the collector. */
  shutdown(timeoutMillis?: number): Promise<void>;
  stats(): ExportStats;
}

/** What the owner of a channel can do beyond handing records over. */
export interface OwnedExportChannel extends ExportChannel {
  /** Where what is held and withheld is counted, with what is accepted. */
  readonly keepAccount: KeepAccount;
  /** As `forceFlush` for a process that is about to end: short pauses, given up early when nothing can be delivered. */
  flushAtEnd(budget: Budget): Promise<boolean>;
  /** Blocks this thread until settled or the time is over; for `exit` handlers. Returns whether all was settled. */
  flushSync(budget: Budget): boolean;
  /** A number that changes as long as delivery goes on; undefined while the exporter boots. */
  progress(): number | undefined;
  /** Whether everything accepted is settled. */
  isSettled(): boolean;
  /**
   * Counts what is not settled as dropped with reason `shutdown`; from then on nothing is sent, and records are dropped at
   * once.
   */
  closeAccount(): void;
  /**
   * For the last `exit` listener: each record that still comes is flushed at once, until the deadline.
   * @param finish called now and after each further record with whether all is settled
   */
  endWith(finish: (settled: boolean) => void, budget: Budget): void;
  /** Whether delivery needs this thread's event loop, so that `flushSync` delivers nothing. */
  readonly needsEventLoop: boolean;
}
