import { type Context, context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { PullReader } from '../pull-reader.js';

const resource = resourceFromAttributes({ 'service.name': 'orders', 'process.pid': 42 });

const VALUES = {
  text: 'grün ✓ \u0000 "quoted"',
  empty: '',
  integer: 42,
  negative: -7,
  zero: 0,
  double: 0.25,
  yes: true,
  no: false,
  list: ['a', 'b'],
  numbers: [1, 2.5],
};

/** Spans of the real SDK: parent and child, events, links, errors, values of all types. */
export async function sdkSpans() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('orders-http', '1.2.3', {
    schemaUrl: 'https://opentelemetry.io/schemas/1.37.0',
  });
  const root = tracer.startSpan('GET /orders/:id', { kind: SpanKind.SERVER, attributes: VALUES });
  const inRoot: Context = trace.setSpan(ROOT_CONTEXT, root);
  const child = tracer.startSpan(
    'charge',
    { kind: SpanKind.CLIENT, links: [{ context: root.spanContext(), attributes: { reason: 'retry' } }] },
    inRoot,
  );
  child.addEvent('cache.miss', { key: 'order:1' });
  child.recordException(new TypeError('declined'));
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'declined' });
  child.end();
  root.setStatus({ code: SpanStatusCode.OK });
  root.end();
  await provider.forceFlush();
  return exporter.getFinishedSpans();
}

/** Log records of the real SDK: with and without a span, structured bodies, events. */
export async function sdkLogs() {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('orders', '2.0.0');
  const spanContext = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1,
  };
  const inSpan = trace.setSpanContext(context.active(), spanContext);
  logger.emit({
    severityNumber: 9,
    severityText: 'INFO',
    body: 'Request started',
    attributes: VALUES,
    context: inSpan,
  });
  logger.emit({ severityNumber: 17, body: { nested: { deep: [1, 'two', null, { three: true }] } } });
  logger.emit({ eventName: 'device.app.lifecycle', body: new Uint8Array([0, 1, 254, 255]) });
  await provider.forceFlush();
  return exporter.getFinishedLogRecords();
}

/** Metrics of the real SDK, each type that it can make; NaN and infinities among the values. */
export async function sdkMetrics() {
  const reader = new PullReader();
  const provider = new MeterProvider({
    resource,
    readers: [reader],
    views: [
      {
        instrumentName: 'payload.size',
        aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 20 } },
      },
    ],
  });
  const meter = provider.getMeter('workers', '1.0.0');
  meter.createCounter('jobs', { description: 'Jobs done', unit: '{job}' }).add(3, { 'worker.name': 'mail' });
  meter.createUpDownCounter('jobs.active').add(-2.5);
  meter.createHistogram('job.duration', { unit: 's' }).record(0.12, { 'worker.name': 'mail' });
  const sizes = meter.createHistogram('payload.size');
  for (const size of [0, 1, 5, 5_000]) sizes.record(size);
  meter.createGauge('not-a-number').record(Number.NaN);
  meter.createGauge('infinite').record(Number.POSITIVE_INFINITY);
  return (await reader.collect()).resourceMetrics;
}
