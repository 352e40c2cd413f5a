import { EventEmitter, once } from 'node:events';
import { metrics, trace } from '@opentelemetry/api';
import { defaultResource } from '@opentelemetry/resources';
import { type DataPoint, MeterProvider, type MetricData } from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { ensureContextManager } from '../../src/correlation/context-manager.js';
import { RecordingTracerProvider } from '../../src/tracing/recording/recording-tracer-provider.js';
import { PullReader } from './pull-reader.js';

/** The OpenTelemetry SDK as `start()` puts it together, in this process and with memory for an exporter. */
export interface TestSdk {
  /** Ended spans, in the order of their ends. */
  spans(): ReadableSpan[];
  span(name: string): ReadableSpan;
  /** Resolves with the spans of a name as soon as that many have ended. */
  ended(name: string, count?: number): Promise<ReadableSpan[]>;
  metric(name: string): Promise<MetricData | undefined>;
  points<T = number>(name: string): Promise<DataPoint<T>[]>;
  /** Unregisters the providers. */
  stop(): Promise<void>;
}

export function startTestSdk(options: { sampler?: Sampler } = {}): TestSdk {
  ensureContextManager();
  const exporter = new InMemorySpanExporter();
  const ends = new EventEmitter();
  const spanEnds: SpanProcessor = {
    onStart() {},
    onEnd: () => void ends.emit('end'),
    async forceFlush() {},
    async shutdown() {},
  };
  const tracerProvider = new RecordingTracerProvider({
    resource: defaultResource(),
    processors: [new SimpleSpanProcessor({ exporter }), spanEnds],
    ...options,
  });
  trace.setGlobalTracerProvider(tracerProvider);
  const reader = new PullReader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(meterProvider);

  const metric = async (name: string) => {
    const { resourceMetrics } = await reader.collect();
    return resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .find((data) => data.descriptor.name === name);
  };
  return {
    spans: () => exporter.getFinishedSpans(),
    span(name) {
      const span = exporter.getFinishedSpans().find((candidate) => candidate.name === name);
      if (span === undefined) throw new Error(`no span ${name}`);
      return span;
    },
    async ended(name, count = 1) {
      for (;;) {
        const spans = exporter.getFinishedSpans().filter((span) => span.name === name);
        if (spans.length >= count) return spans;
        await once(ends, 'end');
      }
    },
    metric,
    points: async <T>(name: string) => ((await metric(name))?.dataPoints ?? []) as DataPoint<T>[],
    async stop() {
      trace.disable();
      metrics.disable();
      await tracerProvider.shutdown();
      await meterProvider.shutdown();
    },
  };
}
