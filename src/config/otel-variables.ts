import type { VariableDescription } from './variable-description.js';

interface OtelVariableDescription extends VariableDescription {
  /** Where it means something else here than in the OpenTelemetry specification. */
  readonly differs?: string;
}

/**
 * Standard variables that the bridge reads, less those of {@link OTLP_EXPORTER_SETTINGS}. One that is not in these
 * tables can't be read; test/behaviour/configuration shows that each one is.
 */
export const OTEL_VARIABLES = {
  OTEL_SDK_DISABLED: {
    values: '`true`, `false`',
    default: '`false`',
    meaning: 'The preload leaves the app as it is; `getLogger` still writes its lines.',
  },
  OTEL_CONFIG_FILE: {
    values: 'path of a declarative configuration',
    default: 'none',
    meaning: 'Resource, sampler, processors and exporters are those of the file.',
    differs: 'The stock SDK serves it, so its own retrying and losses hold.',
  },
  OTEL_SERVICE_NAME: {
    values: 'a name',
    default: '`service.name` of the resource attributes, then `unknown_service:<process>`',
    meaning: 'Resource attribute `service.name`; also `service_name` of log lines, there `api` by default.',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    values: '`key=value,…`, percent-encoded',
    default: 'none',
    meaning:
      'Resource attributes; `deployment.environment.name` is also `environment` of log lines, there `development` by default.',
  },
  OTEL_NODE_RESOURCE_DETECTORS: {
    values: '`all`, `none`, or a list of `env`, `host`, `os`, `process`, `serviceinstance`',
    default: '`all`',
    meaning: 'What is found out about process and machine.',
    differs: '`process.command_args` is never sent: arguments hold passwords.',
  },
  OTEL_LOG_LEVEL: {
    values: '`none`, `error`, `warn`, `info`, `debug`, `verbose`, `all`',
    default: '`none`; `warn` where the stock SDK serves',
    meaning: 'What the OpenTelemetry packages say of themselves.',
    differs: 'On stderr, never stdout, and silent when unset: the bridge tells its own losses.',
  },
  OTEL_PROPAGATORS: {
    values: 'a list of `tracecontext`, `baggage`, `b3`, `b3multi`, or `none`',
    default: '`tracecontext,baggage`',
    meaning: 'Headers that carry the trace.',
    differs: 'The correlation ID travels beside them, also with `none`.',
  },
  OTEL_TRACES_SAMPLER: {
    values:
      '`always_on`, `always_off`, `traceidratio`, `parentbased_always_on`, `parentbased_always_off`, `parentbased_traceidratio`',
    default: '`parentbased_always_on`',
    meaning: 'Which traces are recorded. Logs are never sampled.',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    values: '0 to 1',
    default: '`1`',
    meaning: 'Share that a `traceidratio` sampler keeps.',
  },
  OTEL_ATTRIBUTE_COUNT_LIMIT: {
    values: 'a number from 0 up',
    default: '`128`',
    meaning: 'Attributes of a span, where `OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT` is unset.',
    differs: 'Not for log records, which are bounded in bytes.',
  },
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    values: 'a number from 0 up',
    default: 'no limit',
    meaning: 'Length of an attribute of a span, where `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT` is unset.',
    differs: 'Not for log records, which are bounded in bytes.',
  },
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: {
    values: 'a number from 0 up',
    default: '`128`',
    meaning: 'Attributes of a span.',
  },
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    values: 'a number from 0 up',
    default: 'no limit',
    meaning: 'Length of an attribute of a span.',
  },
  OTEL_SPAN_EVENT_COUNT_LIMIT: {
    values: 'a number from 0 up',
    default: '`128`',
    meaning: 'Events of a span.',
  },
  OTEL_SPAN_LINK_COUNT_LIMIT: {
    values: 'a number from 0 up',
    default: '`128`',
    meaning: 'Links of a span.',
  },
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: {
    values: 'a number from 0 up',
    default: '`128`',
    meaning: "Attributes of a span's event.",
  },
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: {
    values: 'a number from 0 up',
    default: '`128`',
    meaning: "Attributes of a span's link.",
  },
  OTEL_TRACES_EXPORTER: {
    values: 'a list of `otlp`, `console`, `zipkin`, or `none`',
    default: '`otlp`',
    meaning: 'Where spans go.',
    differs: '`zipkin` is sent by the stock SDK.',
  },
  OTEL_METRICS_EXPORTER: {
    values: 'a list of `otlp`, `console`, `prometheus`, or `none`',
    default: '`otlp`',
    meaning: 'Where metrics go.',
    differs: '`prometheus` is served by the stock SDK.',
  },
  OTEL_LOGS_EXPORTER: {
    values: 'a list of `otlp`, `console`, or `none`',
    default: '`otlp`',
    meaning: 'Where logs go, beside the line on stdout.',
  },
  OTEL_BSP_SCHEDULE_DELAY: {
    values: 'milliseconds',
    default: '`5000`',
    meaning: 'Longest time that a span waits for its batch to fill.',
  },
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: {
    values: 'a number from 1 up',
    default: '`512`',
    meaning: 'Spans of a batch.',
    differs: 'A batch also ends at 1 MiB.',
  },
  OTEL_BLRP_SCHEDULE_DELAY: {
    values: 'milliseconds',
    default: '`1000`',
    meaning: 'Longest time that a log record waits for its batch to fill.',
  },
  OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: {
    values: 'a number from 1 up',
    default: '`512`',
    meaning: 'Log records of a batch.',
    differs: 'A batch also ends at 1 MiB.',
  },
  OTEL_METRIC_EXPORT_INTERVAL: {
    values: 'milliseconds',
    default: '`60000`',
    meaning: 'Time between two collections of metrics.',
  },
  OTEL_METRIC_EXPORT_TIMEOUT: {
    values: 'milliseconds',
    default: '`30000`, at most the interval',
    meaning: 'Time that a collection may take.',
    differs: 'Delivery is not part of it: a request has `OTEL_EXPORTER_OTLP_TIMEOUT`.',
  },
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: {
    values: '`cumulative`, `delta`, `lowmemory`',
    default: '`cumulative`',
    meaning: 'Whether counters and histograms are sent as totals or as what came since the last time.',
  },
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: {
    values: 'a list of short names, such as `http`, `undici`, `winston`, `pg`',
    default: 'all that are installed',
    meaning: 'Only these are switched on.',
  },
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: {
    values: 'a list of short names',
    default: 'none',
    meaning: 'These are switched off.',
  },
} as const satisfies Record<string, OtelVariableDescription>;

/**
 * `OTEL_EXPORTER_OTLP_<name>` for all signals, and `OTEL_EXPORTER_OTLP_TRACES_<name>`, `…_METRICS_<name>` and
 * `…_LOGS_<name>` for one, which counts first.
 */
export const OTLP_EXPORTER_SETTINGS = {
  ENDPOINT: {
    values: 'a URL',
    default: '`http://localhost:4318`',
    meaning: "Where telemetry is sent: `/v1/<signal>` is appended. A signal's own URL is used as it is.",
  },
  PROTOCOL: {
    values: '`http/protobuf`, `http/json`, `grpc`',
    default: '`http/protobuf`',
    meaning: 'Encoding and transport.',
    differs: '`grpc` is sent by the stock SDK, so its own retrying and losses hold.',
  },
  HEADERS: {
    values: '`key=value,…`, percent-encoded',
    default: 'none',
    meaning: 'Headers of each request.',
    differs: "A signal's own are added to the common ones.",
  },
  TIMEOUT: {
    values: 'milliseconds',
    default: '`10000`',
    meaning: 'Deadline of one request, its answer included.',
    differs: 'A request that misses it is tried again, for `TRACEBRIDGE_RETRY_LIMIT_MS`.',
  },
  COMPRESSION: {
    values: '`gzip`, `none`',
    default: 'by the host',
    meaning: 'Compression of bodies above 1 KiB.',
    differs:
      'Unset, batches for another host are compressed, those for this host only while a backlog is held.',
  },
  CERTIFICATE: {
    values: 'path of a PEM file, or its text',
    default: "Node's authorities",
    meaning: 'Certificate authorities that are trusted.',
  },
  CLIENT_KEY: {
    values: 'path of a PEM file, or its text',
    default: 'none',
    meaning: 'Private key for mutual TLS.',
  },
  CLIENT_CERTIFICATE: {
    values: 'path of a PEM file, or its text',
    default: 'none',
    meaning: 'Certificate for mutual TLS.',
  },
} as const satisfies Record<string, OtelVariableDescription>;

type OtlpExporterVariable =
  `OTEL_EXPORTER_OTLP_${'' | 'TRACES_' | 'METRICS_' | 'LOGS_'}${keyof typeof OTLP_EXPORTER_SETTINGS}`;

/** Standard variables that the bridge reads itself. The OpenTelemetry packages read more of their own. */
export type OtelVariable = keyof typeof OTEL_VARIABLES | OtlpExporterVariable;
