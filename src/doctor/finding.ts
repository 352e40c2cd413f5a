/** `error`: telemetry is lost or wrong; `warning`: it may be; `info`: nothing to do. */
export type Severity = 'error' | 'warning' | 'info';

/** Every finding that the doctor knows. Stable: scripts may match on them. docs/troubleshooting.md explains each. */
export const FINDING_IDS = [
  'node-too-old',
  'peer-missing',
  'peer-version',
  'api-copies',
  'winston-copies',
  'tracebridge-copies',
  'instrumentation-missing',
  'sdk-disabled',
  'exporter-none',
  'unknown-variable',
  'bad-value',
  'endpoint-signal-path',
  'endpoint-no-path',
  'proxy-ignored',
  'spool-not-writable',
  'tls-file-unreadable',
  'collector-down',
  'host-unknown',
  'time-out',
  'connection-failed',
  'grpc-port',
  'http-port',
  'tls-to-plaintext',
  'plaintext-to-tls',
  'tls-expired',
  'tls-not-yet-valid',
  'tls-unknown-authority',
  'tls-host-mismatch',
  'tls-client-certificate',
  'unauthorized',
  'forbidden',
  'wrong-path',
  'traces-only',
  'redirect',
  'media-type-refused',
  'overloaded',
  'unexpected-status',
  'not-otlp',
  'clock-skew',
  'not-delivered',
  'stock-export-failed',
  'trace-not-found',
  'no-read-back',
  'app-failed',
  'app-silent',
  'preload-missing',
  'loaded-before-preload',
  'bundled',
  'not-patched',
  'winston-not-captured',
  'esm-without-hook',
  'doubled-logs',
  'other-sdk',
  'foreign-provider',
  'foreign-context-manager',
  'api-copies-loaded',
  'nothing-recorded',
  'app-not-delivered',
  'check-failed',
] as const;

export type FindingId = (typeof FINDING_IDS)[number];

/** One thing that the doctor found. */
export interface Finding {
  readonly id: FindingId;
  readonly severity: Severity;
  readonly what: string;
  /** What follows from it. */
  readonly why: string;
  /** A command, a line or a setting that ends it. */
  readonly fix: string;
  /** The end of what a program wrote, line by line. */
  readonly output?: readonly string[];
}
