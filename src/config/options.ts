import type { RedactOptions } from '../core/redact/options.js';
import type { KeepRules } from './keep-rules.js';
import {
  boolean,
  bytes,
  hosts,
  instrumentations,
  keep,
  logLevel,
  millis,
  oneOf,
  paths,
  redaction,
  text,
  type ValueOf,
  wholeNumber,
} from './rules.js';
import type { Setting } from './setting.js';

const MIB = 1024 * 1024;

/** A row of {@link OPTIONS}. */
interface Option extends Setting {
  /** Environment variable that counts when the option is left out. */
  readonly variable?: `TRACEBRIDGE_${string}`;
  /** Standard variable that says the same, and is read where the value is used. */
  readonly standardVariable?: `OTEL_${string}`;
}

/**
 * Every option of `start()`. A new one is a row here and its test: validation, merge, the type of its variable and the
 * doctor follow; `npm run docs` writes {@link StartOptions} and the tables of the documentation.
 */
export const OPTIONS = {
  serviceName: {
    standardVariable: 'OTEL_SERVICE_NAME',
    rule: text('a name'),
    unset: "`name` of the app's package.json, then `unknown_service:node`",
    meaning: 'Resource attribute `service.name` and `service_name` of log lines.',
  },
  environment: {
    standardVariable: 'OTEL_RESOURCE_ATTRIBUTES',
    rule: text('a name'),
    unset: '"development" on log lines',
    meaning: 'Resource attribute `deployment.environment.name` and `environment` of log lines.',
  },
  export: {
    variable: 'TRACEBRIDGE_EXPORT',
    rule: oneOf(['thread', 'inline']),
    default: 'thread',
    meaning:
      'Where telemetry is sent from: a thread of its own, or the process itself (for places without threads).',
  },
  requestLogs: {
    variable: 'TRACEBRIDGE_REQUEST_LOGS',
    rule: boolean,
    default: false,
    meaning: 'Log "Request started", "completed" and "failed" of each request without a middleware.',
  },
  ignorePaths: {
    variable: 'TRACEBRIDGE_IGNORE_PATHS',
    rule: paths,
    default: [],
    meaning: 'Requests that get neither span nor request logs, such as health checks.',
  },
  trust: {
    variable: 'TRACEBRIDGE_TRUST',
    rule: oneOf(['continue', 'link', 'ignore']),
    default: 'continue',
    meaning: 'What an incoming trace context is worth: continue it, only link to it, or ignore it.',
  },
  propagateTo: {
    variable: 'TRACEBRIDGE_PROPAGATE_TO',
    rule: hosts,
    unset: 'all hosts',
    meaning: 'Hosts that get `X-Correlation-ID`, `traceparent` and `baggage` on outgoing requests.',
  },
  baggage: {
    variable: 'TRACEBRIDGE_BAGGAGE',
    rule: boolean,
    default: false,
    meaning: 'Carry the correlation ID in W3C baggage too, and take it from there.',
  },
  redact: {
    variable: 'TRACEBRIDGE_REDACT',
    rule: redaction,
    default: true,
    meaning: 'Mask secrets in log lines, spans and OTLP; options extend the built-in rules.',
  },
  console: {
    variable: 'TRACEBRIDGE_CONSOLE',
    rule: boolean,
    default: false,
    meaning: 'Export what the app writes with `console` too.',
  },
  logPreset: {
    variable: 'TRACEBRIDGE_LOG_PRESET',
    rule: oneOf(['none', 'datadog', 'cloudwatch']),
    default: 'none',
    meaning: 'Fields of a backend on the JSON lines, beside our own, for those without a Collector.',
  },
  appendIds: {
    variable: 'TRACEBRIDGE_APPEND_IDS',
    rule: boolean,
    default: false,
    meaning:
      'Append ` trace_id=… span_id=…` to lines that are no JSON, of winston loggers with formats such as printf.',
  },
  instrumentations: {
    rule: instrumentations,
    default: [],
    meaning:
      "OpenTelemetry instrumentations beside the bridge's own for http, undici and winston. Those that the app has in its dependencies are found without it.",
  },
  keep: {
    variable: 'TRACEBRIDGE_KEEP',
    rule: keep,
    default: 'all',
    meaning:
      'Which requests, jobs and root spans are exported, with their log records below warning; decided when they end.',
  },
  holdLevel: {
    variable: 'TRACEBRIDGE_HOLD_LEVEL',
    rule: logLevel,
    unset: 'none',
    meaning:
      "Lines of this level and above that their logger's own level leaves out are held with their request, job or root span, and written only when it is kept.",
  },
  keepUnitRecords: {
    variable: 'TRACEBRIDGE_KEEP_UNIT_RECORDS',
    rule: wholeNumber(1),
    default: 2000,
    meaning: 'Spans and log records that one request or job holds until it is decided; then the oldest go.',
  },
  keepUnitBytes: {
    variable: 'TRACEBRIDGE_KEEP_UNIT_BYTES',
    rule: bytes(1024),
    default: MIB,
    meaning: 'The same in memory.',
  },
  keepUnitAgeMillis: {
    variable: 'TRACEBRIDGE_KEEP_UNIT_AGE_MS',
    rule: millis(100),
    default: 60_000,
    meaning: 'How long a request or job may go on until it is decided before its end.',
  },
  keepMaxBytes: {
    variable: 'TRACEBRIDGE_KEEP_MAX_BYTES',
    rule: bytes(1024),
    default: 8 * MIB,
    meaning:
      'Part of `maxMemoryBytes`, at most half, for what waits for a decision; when it is full, the oldest requests and jobs are decided before their end.',
  },
  maxMemoryBytes: {
    variable: 'TRACEBRIDGE_MAX_MEMORY_BYTES',
    rule: bytes(MIB),
    default: 32 * MIB,
    meaning: 'Bound of what waits in memory for export, all signals.',
  },
  retryLimitMillis: {
    variable: 'TRACEBRIDGE_RETRY_LIMIT_MS',
    rule: millis(0),
    default: 900_000,
    meaning: 'How long a batch is retried before it counts as dropped.',
  },
  spoolDir: {
    variable: 'TRACEBRIDGE_SPOOL_DIR',
    rule: text('a directory', true),
    unset: 'no spool',
    meaning: 'Directory that keeps what is not delivered, to be sent after a restart.',
  },
  spoolMaxBytes: {
    variable: 'TRACEBRIDGE_SPOOL_MAX_BYTES',
    rule: bytes(MIB),
    default: 256 * MIB,
    meaning: 'Bound of the spool.',
  },
} as const satisfies Record<string, Option>;

type Options = typeof OPTIONS;
type OptionValue<Name extends keyof Options> = ValueOf<Options[Name]['rule']>;

/** What `start()` takes, as the table says; {@link StartOptions} is the same, written out for readers. */
export type OptionValues = { -readonly [Name in keyof Options]?: OptionValue<Name> };

/** Options merged with environment and defaults. */
export type ResolvedOptions = {
  readonly [Name in Exclude<keyof Options, 'redact' | 'keep'>]: Options[Name] extends { default: unknown }
    ? OptionValue<Name>
    : OptionValue<Name> | undefined;
} & {
  /** undefined: nothing is masked. */
  readonly redact: RedactOptions | undefined;
  readonly keep: KeepRules;
};
