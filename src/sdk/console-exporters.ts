import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  ConsoleMetricExporter,
  type MetricReader,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { ConsoleSpanExporter, SimpleSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';

/** `OTEL_TRACES_EXPORTER=console` */
export function consoleSpanProcessor(): SpanProcessor {
  return new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() });
}

/** `OTEL_METRICS_EXPORTER=console` */
export function consoleMetricReader(exportIntervalMillis: number): MetricReader {
  return new PeriodicExportingMetricReader({ exporter: new ConsoleMetricExporter(), exportIntervalMillis });
}

/** `OTEL_LOGS_EXPORTER=console` */
export function consoleLogProcessor(): LogRecordProcessor {
  const sdk = require('@opentelemetry/sdk-logs') as typeof import('@opentelemetry/sdk-logs');
  return new sdk.SimpleLogRecordProcessor({ exporter: new sdk.ConsoleLogRecordExporter() });
}
