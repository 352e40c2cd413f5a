/** Bounds of what the development receiver keeps in memory. */
export interface StoreLimits {
  /** Spans and log records together. @default 100_000 */
  readonly maxRecords: number;
  /** Approximate heap bytes of spans and log records together. @default 134_217_728 (128 MiB) */
  readonly maxBytes: number;
}

export const DEFAULT_LIMITS: StoreLimits = { maxRecords: 100_000, maxBytes: 128 * 1024 * 1024 };

/** What was evicted or refused to keep the bounds. */
export interface EvictionCounts {
  traces: number;
  spans: number;
  logs: number;
}
