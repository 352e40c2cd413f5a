import { read, readOrDefault } from '../config/environment.js';
import type { ResolvedOptions } from '../config/options.js';
import type { OtlpExporterSetting } from '../config/otel-variables.js';
import { absolutePath } from '../core/absolute-path.js';
import {
  DESTINATION_DEFAULTS,
  type DestinationConfig,
  EXPORT_DEFAULTS,
  type ExportConfig,
  SPOOL_DEFAULTS,
  STDOUT_URL,
  type TlsConfig,
} from '../export/config-types.js';
import { isPem } from '../export/transport/tls.js';
import { SIGNALS, type Signal } from '../otlp/signal.js';
import { keepBytes } from './keep-bytes.js';

/** As long as a timer lasts: 24 days. */
const NO_TIMEOUT = 2 ** 31 - 1;

/** Specification, "SDK environment variables", "Exporter Selection". */
const TO_STDOUT = 'otlp/stdout';
/** As OTLP/JSON three times as long: what reads stdout of containers cuts lines at 16 KiB. */
const STDOUT_BATCH_BYTES = 4096;

/**
 * What the exporter needs, from `OTEL_EXPORTER_OTLP_*`, `OTEL_BSP_*`, `OTEL_BLRP_*` and our options
 * (OpenTelemetry Protocol Exporter specification).
 * @param signals those to export over OTLP
 */
export function createExportConfig(options: ResolvedOptions, signals: readonly Signal[]): ExportConfig {
  const destinations: ExportConfig['destinations'] = {};
  for (const signal of signals) {
    destinations[signal] = createDestination(signal);
  }
  const batches = {
    traces: {
      ...EXPORT_DEFAULTS.batches.traces,
      delayMillis: readOrDefault('OTEL_BSP_SCHEDULE_DELAY'),
      maxRecords: readOrDefault('OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
    },
    logs: {
      ...EXPORT_DEFAULTS.batches.logs,
      delayMillis: readOrDefault('OTEL_BLRP_SCHEDULE_DELAY'),
      maxRecords: readOrDefault('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE'),
    },
    metrics: { ...EXPORT_DEFAULTS.batches.metrics },
  };
  for (const signal of signals) if (isToStdout(signal)) batches[signal].maxBytes = STDOUT_BATCH_BYTES;
  return {
    ...EXPORT_DEFAULTS,
    mode: options.export,
    destinations,
    batches,
    retry: { ...EXPORT_DEFAULTS.retry, limitMillis: options.retryLimitMillis },
    maxMemoryBytes: options.maxMemoryBytes - keepBytes(options),
    ...(options.spoolDir !== undefined && {
      spool: {
        ...SPOOL_DEFAULTS,
        directory: absolutePath(options.spoolDir),
        maxBytes: options.spoolMaxBytes,
      },
    }),
  };
}

/** Signals whose protocol is gRPC, which the stock exporters send. */
export function grpcSignals(): Signal[] {
  return SIGNALS.filter((signal) => readProtocol(signal) === 'grpc' && !isToStdout(signal));
}

function createDestination(signal: Signal): DestinationConfig {
  if (isToStdout(signal)) return { ...DESTINATION_DEFAULTS, url: STDOUT_URL, compression: 'none' };
  const protocol = readProtocol(signal);
  const tls = readTls(signal);
  return {
    url: readUrl(signal),
    headers: { ...read('OTEL_EXPORTER_OTLP_HEADERS'), ...read(ofSignal(signal, 'HEADERS')) },
    protocol: protocol === 'http/json' ? protocol : 'http/protobuf',
    compression: readSetting(signal, 'COMPRESSION') ?? DESTINATION_DEFAULTS.compression,
    timeoutMillis: timeoutOf(signal),
    ...(tls && { tls }),
  };
}

function readProtocol(signal: Signal) {
  return readSetting(signal, 'PROTOCOL') ?? DESTINATION_DEFAULTS.protocol;
}

/** A signal's own endpoint is used as it is; the common one gets `v1/<signal>` appended (specification, "Endpoint URLs"). */
function readUrl(signal: Signal): string {
  const own = read(ofSignal(signal, 'ENDPOINT'));
  if (own !== undefined) return new URL(own).href;
  const url = new URL(readOrDefault('OTEL_EXPORTER_OTLP_ENDPOINT'));
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/${signal}`;
  return url.href;
}

function readTls(signal: Signal): TlsConfig | undefined {
  const settings = {
    certificate: readPem(signal, 'CERTIFICATE'),
    clientKey: readPem(signal, 'CLIENT_KEY'),
    clientCertificate: readPem(signal, 'CLIENT_CERTIFICATE'),
  };
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** A file is read when something is sent, and again when it has changed. */
function readPem(
  signal: Signal,
  setting: 'CERTIFICATE' | 'CLIENT_KEY' | 'CLIENT_CERTIFICATE',
): string | undefined {
  const textOrPath = readSetting(signal, setting);
  return textOrPath === undefined || isPem(textOrPath) ? textOrPath : absolutePath(textOrPath);
}

/** 0 is no limit (specification, "Common", "Timeout"). */
function timeoutOf(signal: Signal): number {
  const timeout = readSetting(signal, 'TIMEOUT') ?? DESTINATION_DEFAULTS.timeoutMillis;
  return timeout === 0 ? NO_TIMEOUT : timeout;
}

/** Of the signal, else of all signals. */
function readSetting<Name extends OtlpExporterSetting>(signal: Signal, setting: Name) {
  return read(ofSignal(signal, setting)) ?? read(`OTEL_EXPORTER_OTLP_${setting}` as const);
}

function ofSignal<Name extends OtlpExporterSetting>(signal: Signal, setting: Name) {
  return `OTEL_EXPORTER_OTLP_${signal.toUpperCase() as Uppercase<Signal>}_${setting}` as const;
}

/**
 * Exporters that a signal's `OTEL_<SIGNAL>_EXPORTER` names; default otlp. `otlp/stdout` is `otlp` here: what differs is
 * where it goes.
 */
export function exportersOf(signal: Signal): readonly string[] {
  const names = namedExporters(signal);
  if (names.includes('none')) return [];
  return [...new Set(names.map((name) => (name === TO_STDOUT ? 'otlp' : name)))];
}

function namedExporters(signal: Signal): readonly string[] {
  return readOrDefault(`OTEL_${signal.toUpperCase() as Uppercase<Signal>}_EXPORTER`) as readonly string[];
}

/** Whether a signal's OTLP is written to stdout, also where `otlp` is named beside it. */
function isToStdout(signal: Signal): boolean {
  return namedExporters(signal).includes(TO_STDOUT);
}
