import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { RedactOptions } from '../core/redact/options.js';
import type { HostRule } from './hosts.js';
import type { PathRule } from './paths.js';

/**
 * Options of {@link start}. What is left out comes from the environment variable named with it, then from the default.
 * Standard `OTEL_*` variables set the rest: endpoint, headers, protocol, resource, sampler, propagators.
 * @example
 * ```ts
 * import { type StartOptions, start } from 'tracebridge';
 *
 * const options: StartOptions = { serviceName: 'shop', ignorePaths: ['/healthz'], redact: { keys: ['iban'] } };
 * start(options);
 * ```
 */
export interface StartOptions {
  // <options>: written by `npm run docs` from the table in options.ts
  /**
   * Resource attribute `service.name` and `service_name` of log lines. `OTEL_SERVICE_NAME`.
   * @default `name` of the app's package.json, then `unknown_service:node`
   */
  serviceName?: string;
  /**
   * Resource attribute `deployment.environment.name` and `environment` of log lines. `OTEL_RESOURCE_ATTRIBUTES`.
   * @default "development" on log lines
   */
  environment?: string;
  /**
   * Where telemetry is sent from: a thread of its own, or the process itself (for places without threads).
   * `TRACEBRIDGE_EXPORT`.
   * @default 'thread'
   */
  export?: 'thread' | 'inline';
  /**
   * Log "Request started", "completed" and "failed" of each request without a middleware. `TRACEBRIDGE_REQUEST_LOGS`.
   * @default false
   */
  requestLogs?: boolean;
  /**
   * Requests that get neither span nor request logs, such as health checks. `TRACEBRIDGE_IGNORE_PATHS`.
   * @default []
   */
  ignorePaths?: readonly PathRule[];
  /**
   * What an incoming trace context is worth: continue it, only link to it, or ignore it. `TRACEBRIDGE_TRUST`.
   * @default 'continue'
   */
  trust?: 'continue' | 'link' | 'ignore';
  /**
   * Hosts that get `X-Correlation-ID`, `traceparent` and `baggage` on outgoing requests. `TRACEBRIDGE_PROPAGATE_TO`.
   * @default all hosts
   */
  propagateTo?: readonly HostRule[];
  /**
   * Carry the correlation ID in W3C baggage too, and take it from there. `TRACEBRIDGE_BAGGAGE`.
   * @default false
   */
  baggage?: boolean;
  /**
   * Mask secrets in log lines, spans and OTLP; options extend the built-in rules. `TRACEBRIDGE_REDACT`.
   * @default true
   */
  redact?: boolean | RedactOptions;
  /**
   * Export what the app writes with `console` too. `TRACEBRIDGE_CONSOLE`.
   * @default false
   */
  console?: boolean;
  /**
   * Fields of a backend on the JSON lines, beside our own, for those without a Collector. `TRACEBRIDGE_LOG_PRESET`.
   * @default 'none'
   */
  logPreset?: 'none' | 'datadog' | 'cloudwatch';
  /**
   * Append ` trace_id=… span_id=…` to lines that are no JSON, of winston loggers with formats such as printf.
   * `TRACEBRIDGE_APPEND_IDS`.
   * @default false
   */
  appendIds?: boolean;
  /**
   * OpenTelemetry instrumentations beside the bridge's own for http, undici and winston. Those that the app has in
   * its dependencies are found without it.
   * @default []
   */
  instrumentations?: readonly (Instrumentation | readonly Instrumentation[])[];
  /**
   * Which requests, jobs and root spans are exported, with their log records below warning; decided when they end.
   * `TRACEBRIDGE_KEEP`.
   * @default 'all'
   */
  keep?: string | readonly string[];
  /**
   * Lines of this level and above that their logger's own level leaves out are held with their request, job or root
   * span, and written only when it is kept. `TRACEBRIDGE_HOLD_LEVEL`.
   * @default none
   */
  holdLevel?: 'error' | 'warning' | 'warn' | 'info' | 'http' | 'verbose' | 'debug' | 'silly';
  /**
   * Spans and log records that one request or job holds until it is decided; then the oldest go.
   * `TRACEBRIDGE_KEEP_UNIT_RECORDS`.
   * @default 2000
   */
  keepUnitRecords?: number;
  /**
   * The same in memory. In bytes. `TRACEBRIDGE_KEEP_UNIT_BYTES`.
   * @default 1048576 (1 MiB)
   */
  keepUnitBytes?: number;
  /**
   * How long a request or job may go on until it is decided before its end. In milliseconds.
   * `TRACEBRIDGE_KEEP_UNIT_AGE_MS`.
   * @default 60000 (1 min)
   */
  keepUnitAgeMillis?: number;
  /**
   * Part of `maxMemoryBytes`, at most half, for what waits for a decision; when it is full, the oldest requests and
   * jobs are decided before their end. In bytes. `TRACEBRIDGE_KEEP_MAX_BYTES`.
   * @default 8388608 (8 MiB)
   */
  keepMaxBytes?: number;
  /**
   * Bound of what waits in memory for export, all signals. In bytes. `TRACEBRIDGE_MAX_MEMORY_BYTES`.
   * @default 33554432 (32 MiB)
   */
  maxMemoryBytes?: number;
  /**
   * How long a batch is retried before it counts as dropped. In milliseconds. `TRACEBRIDGE_RETRY_LIMIT_MS`.
   * @default 900000 (15 min)
   */
  retryLimitMillis?: number;
  /**
   * Directory that keeps what is not delivered, to be sent after a restart. `TRACEBRIDGE_SPOOL_DIR`.
   * @default no spool
   */
  spoolDir?: string;
  /**
   * Bound of the spool. In bytes. `TRACEBRIDGE_SPOOL_MAX_BYTES`.
   * @default 268435456 (256 MiB)
   */
  spoolMaxBytes?: number;
  // </options>
}

/**
 * What an incoming trace context is worth.
 * @example
 * ```ts
 * import { start, type Trust } from 'tracebridge';
 *
 * const trust: Trust = 'link'; // requests come from outside
 * start({ trust });
 * ```
 */
export type Trust = NonNullable<StartOptions['trust']>;

/**
 * `thread`: sent by a thread of its own. `inline`: sent by the process itself.
 * @example
 * ```ts
 * import { type ExportMode, start } from 'tracebridge';
 *
 * const mode: ExportMode = 'inline'; // no worker threads here
 * start({ export: mode });
 * ```
 */
export type ExportMode = NonNullable<StartOptions['export']>;

/**
 * Whose field names the JSON line carries beside our own.
 * @example
 * ```ts
 * import { type LogPreset, structuredJson } from 'tracebridge/winston';
 *
 * const preset: LogPreset = 'datadog';
 * structuredJson({ preset });
 * ```
 */
export type LogPreset = NonNullable<StartOptions['logPreset']>;
