import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { RedactOptions } from '../core/redact/options.js';
import type { HostRule } from './hosts.js';
import type { LogPreset } from './log-presets.js';
import type { PathRule } from './paths.js';

/** What an incoming trace context is worth. */
export type Trust = 'continue' | 'link' | 'ignore';

/** `thread`: sent by a thread of its own. `inline`: sent by the process itself. */
export type ExportMode = 'thread' | 'inline';

/**
 * Options of {@link start}. What is left out comes from the environment variable named with it, then from the default.
 * Standard `OTEL_*` variables set the rest: endpoint, headers, protocol, resource, sampler, propagators.
 */
export interface StartOptions {
  /** Resource attribute `service.name` and `service_name` of log lines. `OTEL_SERVICE_NAME`. @default "api" */
  serviceName?: string;
  /**
   * Resource attribute `deployment.environment.name` and `environment` of log lines. `OTEL_RESOURCE_ATTRIBUTES`.
   * @default "development"
   */
  environment?: string;
  /** Where telemetry is sent from: a thread of its own, or the process. `TRACEBRIDGE_EXPORT`. @default "thread" */
  export?: ExportMode;
  /** Log each request without a middleware. `TRACEBRIDGE_REQUEST_LOGS`. @default false */
  requestLogs?: boolean;
  /** Paths that get neither span nor request logs. `TRACEBRIDGE_IGNORE_PATHS`. @default [] */
  ignorePaths?: readonly PathRule[];
  /** What an incoming trace context is worth. `TRACEBRIDGE_TRUST`. @default "continue" */
  trust?: Trust;
  /** Hosts that get our headers on outgoing requests. `TRACEBRIDGE_PROPAGATE_TO`. @default all */
  propagateTo?: readonly HostRule[];
  /** Carry the correlation ID in W3C baggage too. `TRACEBRIDGE_BAGGAGE`. @default false */
  baggage?: boolean;
  /** Mask secrets; options extend the built-in rules. `TRACEBRIDGE_REDACT`. @default true */
  redact?: boolean | RedactOptions;
  /** Export what the app writes with `console`. `TRACEBRIDGE_CONSOLE`. @default false */
  console?: boolean;
  /** Fields of a backend on the JSON lines, beside our own. `TRACEBRIDGE_LOG_PRESET`. @default "none" */
  logPreset?: LogPreset;
  /**
   * OpenTelemetry instrumentations beside the bridge's own for http, undici and winston. Those that the app has in its
   * dependencies are found without it. @default []
   */
  instrumentations?: readonly (Instrumentation | readonly Instrumentation[])[];
  /** Bound in bytes of what waits in memory, from 1 MiB up. `TRACEBRIDGE_MAX_MEMORY_BYTES`. @default 32 MiB */
  maxMemoryBytes?: number;
  /** Milliseconds a batch is retried for. `TRACEBRIDGE_RETRY_LIMIT_MS`. @default 900000 */
  retryLimitMillis?: number;
  /** Directory that keeps what is not delivered. `TRACEBRIDGE_SPOOL_DIR`. @default none */
  spoolDir?: string;
  /** Bound of the spool in bytes. `TRACEBRIDGE_SPOOL_MAX_BYTES`. @default 256 MiB */
  spoolMaxBytes?: number;
}

/** {@link StartOptions} merged with environment and defaults. */
export interface ResolvedOptions {
  readonly serviceName: string | undefined;
  readonly environment: string | undefined;
  readonly export: ExportMode;
  readonly requestLogs: boolean;
  readonly ignorePaths: readonly PathRule[];
  readonly trust: Trust;
  readonly propagateTo: readonly HostRule[] | undefined;
  readonly baggage: boolean;
  /** undefined: nothing is masked. */
  readonly redact: RedactOptions | undefined;
  readonly console: boolean;
  readonly logPreset: LogPreset;
  readonly instrumentations: readonly (Instrumentation | readonly Instrumentation[])[];
  readonly maxMemoryBytes: number;
  readonly retryLimitMillis: number;
  readonly spoolDir: string | undefined;
  readonly spoolMaxBytes: number;
}
