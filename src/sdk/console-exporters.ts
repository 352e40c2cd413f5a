import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  ConsoleMetricExporter,
  type MetricProducer,
  type MetricReader,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { ConsoleSpanExporter, SimpleSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { maskLogRecords, maskMetrics, maskSpans } from './masked-exporters.js';

/** `OTEL_TRACES_EXPORTER=console` */
export function consoleSpanProcessor(): SpanProcessor {
  return new SimpleSpanProcessor({ exporter: maskSpans(new ConsoleSpanExporter()) });
}

/** `OTEL_METRICS_EXPORTER=console` */
export function consoleMetricReader(exportIntervalMillis: number, producer: MetricProducer): MetricReader {
  return new PeriodicExportingMetricReader({
    exporter: maskMetrics(new ConsoleMetricExporter()),
    exportIntervalMillis,
    metricProducers: [producer],
  });
}

/** `OTEL_LOGS_EXPORTER=console` */
export function consoleLogProcessor(): LogRecordProcessor {
  const sdk = require('@opentelemetry/sdk-logs') as typeof import('@opentelemetry/sdk-logs');
  return new sdk.SimpleLogRecordProcessor({ exporter: maskLogRecords(new sdk.ConsoleLogRecordExporter()) });
}
