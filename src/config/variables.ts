import type { OtelVariable } from './otel-variables.js';
import type { VariableDescription } from './variable-description.js';

/** Every `TRACEBRIDGE_*` variable. A variable that is not in this table can't be read. */
export const TRACEBRIDGE_VARIABLES = {
  TRACEBRIDGE_EXPORT: {
    values: '`thread`, `inline`',
    default: '`thread`',
    meaning:
      'Where telemetry is sent from: a thread of its own, or the process itself (for places without threads).',
  },
  TRACEBRIDGE_REQUEST_LOGS: {
    values: '`true`, `false`',
    default: '`false`',
    meaning: 'The preload logs "Request started", "completed" and "failed" itself, without a middleware.',
  },
  TRACEBRIDGE_IGNORE_PATHS: {
    values: 'comma-separated paths, `*` at the end matches the rest',
    default: 'none',
    meaning: 'Requests that get neither span nor request logs, such as health checks.',
  },
  TRACEBRIDGE_TRUST: {
    values: '`continue`, `link`, `ignore`',
    default: '`continue`',
    meaning: 'What an incoming trace context is worth: continue it, only link to it, or ignore it.',
  },
  TRACEBRIDGE_PROPAGATE_TO: {
    values: 'comma-separated hosts, `*.example.com` for subdomains',
    default: 'all hosts',
    meaning: 'Hosts that get `X-Correlation-ID`, `traceparent` and `baggage` on outgoing requests.',
  },
  TRACEBRIDGE_BAGGAGE: {
    values: '`true`, `false`',
    default: '`false`',
    meaning: 'Carry the correlation ID in W3C baggage too, and take it from there.',
  },
  TRACEBRIDGE_REDACT: {
    values: '`true`, `false`',
    default: '`true`',
    meaning: 'Mask secrets in log lines, spans and OTLP.',
  },
  TRACEBRIDGE_REDACT_KEYS: {
    values: 'comma-separated field names',
    default: 'none',
    meaning: 'Fields to mask besides the built-in ones.',
  },
  TRACEBRIDGE_REDACT_EMAILS: {
    values: '`true`, `false`',
    default: '`false`',
    meaning: 'Mask e-mail addresses too.',
  },
  TRACEBRIDGE_CONSOLE: {
    values: '`true`, `false`',
    default: '`false`',
    meaning: 'Export what the app writes with `console` too.',
  },
  TRACEBRIDGE_LOG_LEVEL: {
    values: '`debug`, `info`, `warning`, `error`',
    default: '`info`',
    meaning: 'Level of the loggers made by `getLogger`.',
  },
  TRACEBRIDGE_LOG_PRESET: {
    values: '`none`, `datadog`, `cloudwatch`',
    default: '`none`',
    meaning: 'Fields of a backend on the JSON lines, beside our own, for those without a Collector.',
  },
  TRACEBRIDGE_MAX_MEMORY_BYTES: {
    values: 'bytes, from 1048576 up',
    default: '`33554432` (32 MiB)',
    meaning: 'Bound of what waits in memory for export, all signals.',
  },
  TRACEBRIDGE_RETRY_LIMIT_MS: {
    values: 'milliseconds',
    default: '`900000` (15 min)',
    meaning: 'How long a batch is retried before it counts as dropped.',
  },
  TRACEBRIDGE_SPOOL_DIR: {
    values: 'a directory',
    default: 'no spool',
    meaning: 'Keep what is not delivered on disk, and send it after a restart.',
  },
  TRACEBRIDGE_SPOOL_MAX_BYTES: {
    values: 'bytes',
    default: '`268435456` (256 MiB)',
    meaning: 'Bound of the spool.',
  },
} as const satisfies Record<string, VariableDescription>;

export type TracebridgeVariable = keyof typeof TRACEBRIDGE_VARIABLES;

export type { OtelVariable };

/** Every variable this package reads: a name with a typing error does not compile. */
export type Variable = TracebridgeVariable | OtelVariable;
