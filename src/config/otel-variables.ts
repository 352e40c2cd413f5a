import {
  boolean,
  headers,
  httpUrl,
  list,
  listOf,
  millis,
  oneOf,
  pairs,
  ratio,
  text,
  wholeNumber,
} from './rules.js';
import type { Setting } from './setting.js';

interface OtelSetting extends Setting {
  /** Where it means something else here than in the OpenTelemetry specification. */
  readonly differs?: string;
}

const MAX_BATCH_RECORDS = 10_000_000;

/**
 * Standard variables that the bridge reads, less those of {@link OTLP_EXPORTER_SETTINGS}. One that is not in these
 * tables can't be read; test/behaviour/configuration shows that each one is read.
 */
export const OTEL_VARIABLES = {
  OTEL_SDK_DISABLED: {
    rule: boolean,
    default: false,
    meaning: 'The preload leaves the app as it is; `getLogger` still writes its lines.',
  },
  OTEL_CONFIG_FILE: {
    rule: text('path of a declarative configuration'),
    unset: 'none',
    meaning: 'Resource, sampler, processors and exporters are those of the file.',
    differs: 'The stock SDK serves it, so its own retrying and losses hold.',
  },
  OTEL_SERVICE_NAME: {
    rule: text('a name', true),
    unset:
      "`service.name` of the resource attributes, then `name` of the app's package.json, then `unknown_service:node`",
    meaning: 'Resource attribute `service.name`, and `service_name` of log lines.',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    rule: pairs,
    unset: 'none',
    meaning:
      'Resource attributes; `deployment.environment.name` is also `environment` of log lines, there `development` by default.',
  },
  OTEL_NODE_RESOURCE_DETECTORS: {
    rule: listOf(['all', 'none', 'env', 'host', 'os', 'process', 'serviceinstance', 'service']),
    default: ['all'],
    meaning: 'What is found out about process and machine.',
    differs: '`process.command_args` is never sent: arguments hold passwords.',
  },
  OTEL_LOG_LEVEL: {
    rule: oneOf(['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all']),
    unset: '`none`; `warn` where the stock SDK serves',
    meaning: 'What the OpenTelemetry packages say of themselves.',
    differs: 'On stderr, never stdout, and silent when unset: the bridge tells its own losses.',
  },
  OTEL_PROPAGATORS: {
    rule: listOf(['tracecontext', 'baggage', 'b3', 'b3multi', 'xray', 'jaeger', 'none']),
    default: ['tracecontext', 'baggage'],
    meaning: 'Headers that carry the trace.',
    differs:
      'The correlation ID travels beside them, also with `none`. `xray` and `jaeger` need `@opentelemetry/propagator-aws-xray` and `@opentelemetry/propagator-jaeger` among the packages of the app.',
  },
  OTEL_TRACES_SAMPLER: {
    rule: oneOf([
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ]),
    default: 'parentbased_always_on',
    meaning: 'Which traces are recorded. Logs are never sampled.',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    rule: ratio,
    default: 1,
    meaning: 'Share that a `traceidratio` sampler keeps.',
  },
  OTEL_ATTRIBUTE_COUNT_LIMIT: {
    rule: wholeNumber(0),
    default: 128,
    meaning: 'Attributes of a span, where `OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT` is unset.',
    differs: 'Not for log records, which are bounded in bytes.',
  },
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    rule: wholeNumber(0),
    unset: 'no limit',
    meaning: 'Length of an attribute of a span, where `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT` is unset.',
    differs: 'Not for log records, which are bounded in bytes.',
  },
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: {
    rule: wholeNumber(0),
    default: 128,
    meaning: 'Attributes of a span.',
  },
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    rule: wholeNumber(0),
    unset: 'no limit',
    meaning: 'Length of an attribute of a span.',
  },
  OTEL_SPAN_EVENT_COUNT_LIMIT: {
    rule: wholeNumber(0),
    default: 128,
    meaning: 'Events of a span.',
  },
  OTEL_SPAN_LINK_COUNT_LIMIT: {
    rule: wholeNumber(0),
    default: 128,
    meaning: 'Links of a span.',
  },
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: {
    rule: wholeNumber(0),
    default: 128,
    meaning: "Attributes of a span's event.",
  },
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: {
    rule: wholeNumber(0),
    default: 128,
    meaning: "Attributes of a span's link.",
  },
  OTEL_TRACES_EXPORTER: {
    rule: listOf(['otlp', 'otlp/stdout', 'console', 'zipkin', 'none']),
    default: ['otlp'],
    meaning:
      'Where spans go: `otlp/stdout` writes lines of OTLP/JSON. With `none` they go nowhere; IDs stay on lines and in headers.',
    differs: '`zipkin` is sent by the stock SDK.',
  },
  OTEL_METRICS_EXPORTER: {
    rule: listOf(['otlp', 'otlp/stdout', 'console', 'prometheus', 'emf', 'none']),
    default: ['otlp'],
    meaning: 'Where metrics go.',
    differs:
      "`prometheus` is served by the stock SDK; `emf` writes lines of CloudWatch's Embedded Metric Format.",
  },
  OTEL_LOGS_EXPORTER: {
    rule: listOf(['otlp', 'otlp/stdout', 'console', 'none']),
    default: ['otlp'],
    meaning: 'Where logs go, beside the line on stdout.',
  },
  OTEL_BSP_SCHEDULE_DELAY: {
    rule: millis(0),
    default: 5000,
    meaning: 'Longest time that a span waits for its batch to fill.',
  },
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: {
    rule: wholeNumber(1, MAX_BATCH_RECORDS),
    default: 512,
    meaning: 'Spans of a batch.',
    differs: 'A batch also ends at 1 MiB.',
  },
  OTEL_BLRP_SCHEDULE_DELAY: {
    rule: millis(0),
    default: 1000,
    meaning: 'Longest time that a log record waits for its batch to fill.',
  },
  OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: {
    rule: wholeNumber(1, MAX_BATCH_RECORDS),
    default: 512,
    meaning: 'Log records of a batch.',
    differs: 'A batch also ends at 1 MiB.',
  },
  OTEL_METRIC_EXPORT_INTERVAL: {
    rule: millis(1),
    default: 60_000,
    meaning: 'Time between two collections of metrics.',
  },
  OTEL_METRIC_EXPORT_TIMEOUT: {
    rule: millis(1),
    default: 30_000,
    meaning: 'Time that a collection may take.',
    differs: 'Delivery is not part of it: a request has `OTEL_EXPORTER_OTLP_TIMEOUT`.',
  },
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: {
    rule: oneOf(['cumulative', 'delta', 'lowmemory']),
    default: 'cumulative',
    meaning: 'Whether counters and histograms are sent as totals or as what came since the last time.',
  },
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: {
    rule: oneOf(['explicit_bucket_histogram', 'base2_exponential_bucket_histogram']),
    default: 'explicit_bucket_histogram',
    meaning: 'Which histograms are sent: with fixed buckets, or with exponential ones.',
    differs: "Exponential ones are the SDK's, which has no exemplars.",
  },
  OTEL_METRICS_EXEMPLAR_FILTER: {
    rule: oneOf(['trace_based', 'always_off']),
    default: 'trace_based',
    meaning:
      "Whether the bridge's histograms carry exemplars: at most one of each bucket and interval, of a trace that is sent.",
    differs: '`always_on`, measurements outside of a trace too, is not read.',
  },
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: {
    rule: list('a list of short names, such as `http`, `undici`, `winston`, `pg`', true),
    unset: 'all that are installed',
    meaning: 'Only these are switched on.',
  },
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: {
    rule: list('a list of short names', true),
    unset: 'none',
    meaning: 'These are switched off.',
  },
} as const satisfies Record<string, OtelSetting>;

/**
 * `OTEL_EXPORTER_OTLP_<name>` for all signals, and `OTEL_EXPORTER_OTLP_TRACES_<name>`, `…_METRICS_<name>` and
 * `…_LOGS_<name>` for one, which counts first.
 */
export const OTLP_EXPORTER_SETTINGS = {
  ENDPOINT: {
    rule: httpUrl,
    default: 'http://localhost:4318',
    meaning: "Where telemetry is sent: `/v1/<signal>` is appended. A signal's own URL is used as it is.",
  },
  PROTOCOL: {
    rule: oneOf(['http/protobuf', 'http/json', 'grpc']),
    default: 'http/protobuf',
    meaning: 'Encoding and transport.',
    differs: '`grpc` is sent by the stock SDK, so its own retrying and losses hold.',
  },
  HEADERS: {
    rule: headers,
    unset: 'none',
    meaning: 'Headers of each request.',
    differs: "A signal's own are added to the common ones.",
  },
  TIMEOUT: {
    rule: millis(0),
    default: 10_000,
    meaning: 'Deadline of one request, its answer included; 0 is none.',
    differs: 'A request that misses it is tried again, for `TRACEBRIDGE_RETRY_LIMIT_MS`.',
  },
  COMPRESSION: {
    rule: oneOf(['gzip', 'none']),
    unset: 'by the host',
    meaning: 'Compression of bodies above 1 KiB.',
    differs:
      'Unset, batches for another host are compressed, those for this host only while a backlog is held.',
  },
  CERTIFICATE: {
    rule: text('path of a PEM file, or its text'),
    unset: "Node's authorities",
    meaning: 'Certificate authorities that are trusted.',
  },
  CLIENT_KEY: {
    rule: text('path of a PEM file, or its text'),
    unset: 'none',
    meaning: 'Private key for mutual TLS.',
  },
  CLIENT_CERTIFICATE: {
    rule: text('path of a PEM file, or its text'),
    unset: 'none',
    meaning: 'Certificate for mutual TLS.',
  },
} as const satisfies Record<string, OtelSetting>;

export type OtlpExporterSetting = keyof typeof OTLP_EXPORTER_SETTINGS;
