import { OPTIONS } from '../config/options.js';
import { OTEL_VARIABLES, OTLP_EXPORTER_SETTINGS } from '../config/otel-variables.js';
import type { Signal } from '../otlp/signal.js';

/** OTLP over HTTP in its two encodings. */
type ExportProtocol = 'http/protobuf' | 'http/json';

/**
 * - `gzip`: bodies above {@link ExportConfig.compressAboveBytes}
 * - `none`: never
 * - `auto`: as `gzip` for a collector on another host. For one on this host compression only costs processor time,
 *   so batches are compressed only while a backlog is held, where it keeps 8 to 10 times more records in the bound.
 */
type Compression = 'auto' | 'gzip' | 'none';

/** Where and how one signal is sent. */
export interface DestinationConfig {
  /** Full URL, path included, for example `http://localhost:4318/v1/logs`. */
  url: string;
  headers: Record<string, string>;
  protocol: ExportProtocol;
  compression: Compression;
  /** Deadline of one request, connection and response body included. Milliseconds. */
  timeoutMillis: number;
  tls?: TlsConfig;
}

/** In the place of a destination's URL: its batches are written to stdout, as lines of OTLP/JSON. */
export const STDOUT_URL = 'stdout:';

/** PEM texts, or paths of PEM files, which are read when the exporter starts. */
export interface TlsConfig {
  certificate?: string;
  clientKey?: string;
  clientCertificate?: string;
}

/** When an open batch of one signal is sealed: whichever comes first. */
interface BatchConfig {
  maxRecords: number;
  maxBytes: number;
  /** Milliseconds from the batch's first record. */
  delayMillis: number;
  /** Records of this signal held in memory; above it the newest are dropped, counted `queue_full`. */
  maxQueueRecords: number;
}

export interface RetryConfig {
  /** First pause after a failure. Milliseconds. */
  initialMillis: number;
  /** Longest pause between two attempts. Milliseconds. */
  maxMillis: number;
  /** A batch that is older than this when an attempt fails is dropped, counted `retry_expired`. Milliseconds. */
  limitMillis: number;
  /** Bounds within which a Retry-After is honoured. Milliseconds. */
  minRetryAfterMillis: number;
  maxRetryAfterMillis: number;
}

export interface SpoolConfig {
  directory: string;
  /** Bytes on disk of this process; above it the newest records are dropped, counted `spool_full`. */
  maxBytes: number;
  segmentBytes: number;
}

/**
 * Everything the exporter needs, resolved. Only plain values: it is passed to another thread.
 * A signal without a destination is not exported; what is emitted for it is dropped before it is accepted.
 */
export interface ExportConfig {
  /** `thread`: a worker thread owns the network. `inline`: the plain in-process path. */
  mode: 'thread' | 'inline';
  destinations: Partial<Record<Signal, DestinationConfig>>;
  batches: Record<Signal, BatchConfig>;
  retry: RetryConfig;
  /** Requests of one signal under way at the same time. */
  concurrency: number;
  /** Bound of the memory held for export, all signals, rings included. */
  maxMemoryBytes: number;
  /** Ring of the main thread, and of each other thread that logs. */
  ringBytes: number;
  threadRingBytes: number;
  /** A single larger record is dropped, counted `too_large`. */
  maxRecordBytes: number;
  compressAboveBytes: number;
  /** Most of a response body that is read. */
  maxResponseBytes: number;
  /** At most one warning of each kind in this time. Milliseconds. */
  warningIntervalMillis: number;
  /**
   * Budgets for delivery at the end of the process. While records are delivered, that of an exit grows to that of signals.
   * Milliseconds.
   */
  exitTimeoutMillis: number;
  signalTimeoutMillis: number;
  spool?: SpoolConfig;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * Defaults. Batch sizes and delays are those of the OpenTelemetry specification (`OTEL_BLRP_*`, `OTEL_BSP_*`); its
 * queue sizes of 2,048 records are not, because memory is bounded in bytes here: a burst of 100,000 lines fits.
 */
export const EXPORT_DEFAULTS: Readonly<Omit<ExportConfig, 'destinations' | 'spool'>> = {
  mode: OPTIONS.export.default,
  batches: {
    logs: {
      maxRecords: OTEL_VARIABLES.OTEL_BLRP_MAX_EXPORT_BATCH_SIZE.default,
      maxBytes: MIB,
      delayMillis: OTEL_VARIABLES.OTEL_BLRP_SCHEDULE_DELAY.default,
      maxQueueRecords: 1_000_000,
    },
    traces: {
      maxRecords: OTEL_VARIABLES.OTEL_BSP_MAX_EXPORT_BATCH_SIZE.default,
      maxBytes: MIB,
      delayMillis: OTEL_VARIABLES.OTEL_BSP_SCHEDULE_DELAY.default,
      maxQueueRecords: 1_000_000,
    },
    metrics: { maxRecords: 2048, maxBytes: MIB, delayMillis: 100, maxQueueRecords: 1_000_000 },
  },
  retry: {
    initialMillis: 250,
    maxMillis: 10_000,
    limitMillis: OPTIONS.retryLimitMillis.default,
    minRetryAfterMillis: 1000,
    maxRetryAfterMillis: 60_000,
  },
  concurrency: 4,
  maxMemoryBytes: OPTIONS.maxMemoryBytes.default,
  ringBytes: 8 * MIB,
  threadRingBytes: 4 * MIB,
  maxRecordBytes: 2 * MIB - 64,
  compressAboveBytes: KIB,
  maxResponseBytes: 64 * KIB,
  warningIntervalMillis: 60_000,
  // The promises are 2 s and 5 s until the process has ended; what remains is for ending the threads.
  exitTimeoutMillis: 1800,
  signalTimeoutMillis: 4800,
};

/** Spool bounds. */
export const SPOOL_DEFAULTS: Readonly<Omit<SpoolConfig, 'directory'>> = {
  maxBytes: OPTIONS.spoolMaxBytes.default,
  segmentBytes: MIB,
};

/** What the specification gives a destination when nothing is set, but for the URL. */
export const DESTINATION_DEFAULTS: Readonly<Omit<DestinationConfig, 'url' | 'tls'>> = {
  headers: {},
  protocol: OTLP_EXPORTER_SETTINGS.PROTOCOL.default,
  compression: 'auto',
  timeoutMillis: OTLP_EXPORTER_SETTINGS.TIMEOUT.default,
};
