import { readChoice, readList, readNumber, readPairs, readText } from '../config/environment.js';
import type { ResolvedOptions } from '../config/options.js';
import type { OtelVariable } from '../config/variables.js';
import { warnOnce } from '../core/warn.js';
import {
  type BatchConfig,
  DESTINATION_DEFAULTS,
  type DestinationConfig,
  EXPORT_DEFAULTS,
  type ExportConfig,
  SPOOL_DEFAULTS,
  type TlsConfig,
} from '../export/config-types.js';
import { SIGNALS, type Signal } from '../otlp/signal.js';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
const DEFAULT_ENDPOINT = 'http://localhost:4318';
const MAX_MILLIS = 2 ** 31 - 1;
const MAX_RECORDS = 10_000_000;

type UpperSignal = 'TRACES' | 'METRICS' | 'LOGS';
type Setting =
  | 'ENDPOINT'
  | 'PROTOCOL'
  | 'HEADERS'
  | 'TIMEOUT'
  | 'COMPRESSION'
  | 'CERTIFICATE'
  | 'CLIENT_KEY'
  | 'CLIENT_CERTIFICATE';

/**
 * What the exporter needs, from `OTEL_EXPORTER_OTLP_*`, `OTEL_BSP_*`, `OTEL_BLRP_*` and our options
 * (OpenTelemetry Protocol Exporter specification).
 * @param signals those to export over OTLP
 */
export function createExportConfig(options: ResolvedOptions, signals: readonly Signal[]): ExportConfig {
  const destinations: ExportConfig['destinations'] = {};
  for (const signal of signals) {
    const destination = createDestination(signal);
    if (destination !== undefined) destinations[signal] = destination;
  }
  return {
    ...EXPORT_DEFAULTS,
    mode: options.export,
    destinations,
    batches: {
      traces: createBatch('traces', 'OTEL_BSP_SCHEDULE_DELAY', 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
      logs: createBatch('logs', 'OTEL_BLRP_SCHEDULE_DELAY', 'OTEL_BLRP_MAX_EXPORT_BATCH_SIZE'),
      metrics: EXPORT_DEFAULTS.batches.metrics,
    },
    retry: { ...EXPORT_DEFAULTS.retry, limitMillis: options.retryLimitMillis },
    maxMemoryBytes: options.maxMemoryBytes,
    ...(options.spoolDir !== undefined && {
      spool: { ...SPOOL_DEFAULTS, directory: options.spoolDir, maxBytes: options.spoolMaxBytes },
    }),
  };
}

/** Signals whose protocol is gRPC, which the stock exporters send. */
export function grpcSignals(): Signal[] {
  return SIGNALS.filter((signal) => readProtocol(signal) === 'grpc');
}

function createDestination(signal: Signal): DestinationConfig | undefined {
  const url = readUrl(signal);
  if (url === undefined) return undefined;
  const protocol = readProtocol(signal);
  const tls = readTls(signal);
  return {
    url,
    headers: { ...readPairs('OTEL_EXPORTER_OTLP_HEADERS'), ...readPairs(ofSignal(signal, 'HEADERS')) },
    protocol: protocol === 'http/json' ? protocol : 'http/protobuf',
    compression:
      readChoice(ofSignal(signal, 'COMPRESSION'), ['gzip', 'none']) ??
      readChoice('OTEL_EXPORTER_OTLP_COMPRESSION', ['gzip', 'none']) ??
      DESTINATION_DEFAULTS.compression,
    timeoutMillis:
      readNumber(ofSignal(signal, 'TIMEOUT'), 1, MAX_MILLIS) ??
      readNumber('OTEL_EXPORTER_OTLP_TIMEOUT', 1, MAX_MILLIS) ??
      DESTINATION_DEFAULTS.timeoutMillis,
    ...(tls && { tls }),
  };
}

function readProtocol(signal: Signal) {
  return (
    readChoice(ofSignal(signal, 'PROTOCOL'), PROTOCOLS) ??
    readChoice('OTEL_EXPORTER_OTLP_PROTOCOL', PROTOCOLS)
  );
}

/** A signal's own endpoint is used as it is; the common one gets `v1/<signal>` appended (specification, "Endpoint URLs"). */
function readUrl(signal: Signal): string | undefined {
  const own = ofSignal(signal, 'ENDPOINT');
  const text = readText(own);
  if (text !== undefined) return parseUrl(own, text)?.href ?? defaultUrl(signal);
  const common = readText('OTEL_EXPORTER_OTLP_ENDPOINT');
  const base = common === undefined ? undefined : parseUrl('OTEL_EXPORTER_OTLP_ENDPOINT', common);
  if (base === undefined) return defaultUrl(signal);
  base.pathname = `${base.pathname.replace(/\/+$/, '')}/v1/${signal}`;
  return base.href;
}

function defaultUrl(signal: Signal): string {
  return `${DEFAULT_ENDPOINT}/v1/${signal}`;
}

function parseUrl(name: OtelVariable, text: string): URL | undefined {
  try {
    const url = new URL(text);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  } catch {
    // Told below.
  }
  // The value may hold a password: it is not printed.
  warnOnce(`${name} is ignored: expected a URL such as http://localhost:4318`);
  return undefined;
}

function readTls(signal: Signal): TlsConfig | undefined {
  const read = (setting: 'CERTIFICATE' | 'CLIENT_KEY' | 'CLIENT_CERTIFICATE') =>
    readText(ofSignal(signal, setting)) ?? readText(`OTEL_EXPORTER_OTLP_${setting}`);
  const certificate = read('CERTIFICATE');
  const clientKey = read('CLIENT_KEY');
  const clientCertificate = read('CLIENT_CERTIFICATE');
  if (certificate === undefined && clientKey === undefined && clientCertificate === undefined)
    return undefined;
  return {
    ...(certificate !== undefined && { certificate }),
    ...(clientKey !== undefined && { clientKey }),
    ...(clientCertificate !== undefined && { clientCertificate }),
  };
}

function createBatch(
  signal: 'traces' | 'logs',
  delay: 'OTEL_BSP_SCHEDULE_DELAY' | 'OTEL_BLRP_SCHEDULE_DELAY',
  size: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE' | 'OTEL_BLRP_MAX_EXPORT_BATCH_SIZE',
): BatchConfig {
  const defaults = EXPORT_DEFAULTS.batches[signal];
  return {
    ...defaults,
    delayMillis: readNumber(delay, 0, MAX_MILLIS) ?? defaults.delayMillis,
    maxRecords: readNumber(size, 1, MAX_RECORDS) ?? defaults.maxRecords,
  };
}

function ofSignal<S extends Setting>(signal: Signal, setting: S) {
  return `OTEL_EXPORTER_OTLP_${signal.toUpperCase() as UpperSignal}_${setting}` as const;
}

/** Exporters that a signal's `OTEL_<SIGNAL>_EXPORTER` names; default otlp. */
export function exportersOf(signal: Signal): readonly string[] {
  const names = readList(`OTEL_${signal.toUpperCase() as UpperSignal}_EXPORTER`) ?? ['otlp'];
  return names.includes('none') ? [] : [...new Set(names)];
}
