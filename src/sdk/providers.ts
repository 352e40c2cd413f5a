import { logs, metrics, propagation, trace } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InstrumentType,
  MeterProvider,
  type MetricReader,
} from '@opentelemetry/sdk-metrics';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { readOrDefault } from '../config/environment.js';
import type { ResolvedOptions } from '../config/options.js';
import { warnOnce } from '../core/warn.js';
import { ensureContextManager } from '../correlation/context-manager.js';
import type { ExportChannel } from '../export/channel.js';
import type { Outbox } from '../export/outbox.js';
import { setExemplars } from '../metrics/exemplar.js';
import { RecordingTracerProvider } from '../tracing/recording/recording-tracer-provider.js';
import { ChannelMetricExporter, isExponential } from './channel-metric-exporter.js';
import { channelLogProcessor, channelSpanProcessor } from './channel-processors.js';
import { consoleLogProcessor, consoleMetricReader, consoleSpanProcessor } from './console-exporters.js';
import { createPropagator } from './correlation-propagator.js';
import { DurationProducer } from './duration-producer.js';
import { ExitMetricReader } from './exit-metric-reader.js';
import { exportersOf } from './export-config.js';
import { guardInstruments } from './guarded-methods.js';
import { KeepLogProcessor, KeepSpanProcessor, keptSignal } from './keep.js';
import { LazyLoggerProvider } from './lazy-logger-provider.js';
import { spanLimitsFromEnvironment } from './limits.js';
import { propagatorFromEnvironment } from './propagators.js';
import { beginRuntimeMetrics } from './runtime-metrics.js';
import { samplerFromEnvironment } from './sampler.js';
import { tapLogProcessor, tapSpanProcessor } from './taps/processors.js';
import { taps } from './taps/taps.js';

/** Where telemetry goes. */
export interface Exits {
  readonly channel: ExportChannel;
  readonly outbox: Outbox;
  /** Whether not everything is kept. */
  readonly isKeeping: boolean;
}

/**
 * Creates the SDK's providers and registers them, the context manager and the propagator with the API.
 * @returns what the bridge's handle flushes and ends
 */
export function registerProviders(options: ResolvedOptions, resource: Resource, exits: Exits) {
  ensureContextManager();
  propagation.setGlobalPropagator(createPropagator(propagatorFromEnvironment(), options));
  const isTracing = exportersOf('traces').length > 0;
  setExemplars(isTracing && readOrDefault('OTEL_METRICS_EXEMPLAR_FILTER') === 'trace_based');
  const meters = registerMeterProvider(resource, exits.channel);
  const meterProvider = meters?.provider;
  const tracerProvider = registerTracerProvider(resource, exits);
  registerLoggerProvider(resource, exits);
  const readers = meters?.readers ?? [];
  return {
    /** Collects metrics once and hands them to the channel. */
    collectMetrics: async () => {
      await meterProvider?.forceFlush();
    },
    /** The same at a natural end and on signals. */
    collectMetricsBeforeExit: async () => {
      const collect = (reader: MetricReader) =>
        reader instanceof ExitMetricReader ? reader.collectBeforeExit() : reader.forceFlush();
      await Promise.all(readers.map(collect));
    },
    /** At once, without observable instruments: what has changed since {@link collectMetricsBeforeExit}. */
    collectMetricsAtExit: () => {
      for (const reader of readers) if (reader instanceof ExitMetricReader) reader.collectAtExit();
    },
    shutdown: async () => {
      await Promise.allSettled([meterProvider?.shutdown(), tracerProvider.shutdown()]);
    },
  };
}

/** Also without an exporter: spans then go nowhere, and lines and headers have their IDs (`OTEL_TRACES_EXPORTER=none`). */
function registerTracerProvider(
  resource: Resource,
  { channel, outbox, isKeeping }: Exits,
): RecordingTracerProvider {
  const spanProcessors = exportersOf('traces').flatMap((name): SpanProcessor[] => {
    if (name === 'otlp') return [channelSpanProcessor(channel, outbox)];
    return name === 'console' ? [consoleSpanProcessor()] : [];
  });
  const provider = createTracerProvider(
    resource,
    isKeeping ? [new KeepSpanProcessor(spanProcessors, keptSignal('traces'))] : spanProcessors,
  );
  if (trace.setGlobalTracerProvider(provider)) {
    taps.fed.add('traces');
  } else if (!taps.fed.has('traces')) {
    warnOnce(
      'another OpenTelemetry SDK registered its tracer provider first: spans go there, not through tracebridge',
    );
  }
  return provider;
}

/** With sampler and limits of the environment. */
export function createTracerProvider(
  resource: Resource,
  processors: readonly SpanProcessor[],
): RecordingTracerProvider {
  return new RecordingTracerProvider({
    resource,
    processors: [...processors, tapSpanProcessor],
    sampler: samplerFromEnvironment(),
    limits: spanLimitsFromEnvironment(),
  });
}

function registerMeterProvider(resource: Resource, channel: ExportChannel) {
  const exportIntervalMillis = readOrDefault('OTEL_METRIC_EXPORT_INTERVAL');
  const exportTimeoutMillis = Math.min(readOrDefault('OTEL_METRIC_EXPORT_TIMEOUT'), exportIntervalMillis);
  const producers: DurationProducer[] = [];
  const producerFor = (temporality: AggregationTemporality) => {
    const producer = new DurationProducer(resource, temporality);
    producers.push(producer);
    return producer;
  };
  const readers = exportersOf('metrics').flatMap((name): MetricReader[] => {
    if (name === 'console') {
      const producer = producerFor(AggregationTemporality.CUMULATIVE);
      return [consoleMetricReader(exportIntervalMillis, producer)];
    }
    if (name !== 'otlp' && name !== 'emf') return [];
    const exporter = name === 'otlp' ? new ChannelMetricExporter(channel) : createEmfExporter();
    const producer = producerFor(exporter.selectAggregationTemporality(InstrumentType.HISTOGRAM));
    return [
      new ExitMetricReader(
        { exporter, exportIntervalMillis, exportTimeoutMillis, metricProducers: [producer] },
        () => producer.collectAtOnce(),
        beginRuntimeMetrics,
      ),
    ];
  });
  const [reader] = readers;
  if (reader === undefined) return undefined;
  guardInstruments();
  const provider = new MeterProvider({ resource, readers });
  if (metrics.setGlobalMeterProvider(provider)) {
    taps.collectMetrics = async () => (await reader.collect()).resourceMetrics;
    if (!isExponential()) for (const producer of producers) producer.begin();
  }
  return { provider, readers };
}

function createEmfExporter() {
  const { EmfExporter } = require('./emf-exporter.js') as typeof import('./emf-exporter.js');
  return new EmfExporter();
}

function registerLoggerProvider(resource: Resource, { channel, outbox, isKeeping }: Exits): void {
  const names = exportersOf('logs');
  if (names.length === 0) return;
  const createProcessors = () => {
    const processors = names.flatMap((name): LogRecordProcessor[] => {
      if (name === 'otlp') return [channelLogProcessor(channel, outbox)];
      return name === 'console' ? [consoleLogProcessor()] : [];
    });
    return isKeeping ? [new KeepLogProcessor(processors, keptSignal('logs'))] : processors;
  };
  const provider = new LazyLoggerProvider(resource, () => [...createProcessors(), tapLogProcessor]);
  if (logs.setGlobalLoggerProvider(provider)) taps.fed.add('logs');
}
