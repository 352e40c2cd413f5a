import { type Meter, ValueType } from '@opentelemetry/api';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { createNormalizer } from '../../../../src/core/normalize/index.js';
import { countDataPoints, encodeScopeMetrics, ProtoWriter } from '../../../../src/otlp/encode/index.js';
import { type Decoded, decode } from '../../../support/otlp-proto.js';
import { PullReader } from '../../../support/pull-reader.js';

async function collected(
  temporality: AggregationTemporality,
  record: (meter: Meter) => void,
): Promise<ResourceMetrics> {
  const reader = new PullReader({ aggregationTemporalitySelector: () => temporality });
  const provider = new MeterProvider({
    readers: [reader],
    views: [{ instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  record(provider.getMeter('tests', '1.0.0', { schemaUrl: 'https://example.com/schema' }));
  return (await reader.collect()).resourceMetrics;
}

function expectSame(metrics: ResourceMetrics): Decoded {
  const writer = new ProtoWriter(16);
  encodeScopeMetrics(writer, metrics.scopeMetrics[0]!, createNormalizer());
  const ours = decode('ScopeMetrics', writer.finish());
  const request = decode('MetricsRequest', ProtobufMetricsSerializer.serializeRequest(metrics)!);
  expect(ours).toEqual(request.resource_metrics[0].scope_metrics[0]);
  return ours;
}

test.each([AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA])(
  'sums, gauges and both histograms, temporality %d',
  async (temporality) => {
    const metrics = await collected(temporality, (meter) => {
      const counter = meter.createCounter('requests', {
        description: 'Requests',
        unit: '{request}',
        valueType: ValueType.INT,
      });
      counter.add(3, { route: '/a' });
      counter.add(2 ** 40, { route: '/b', ok: true });
      meter.createUpDownCounter('active', { valueType: ValueType.INT }).add(-5);
      meter.createCounter('bytes').add(1.5);
      meter.createGauge('temperature').record(-40.25, { list: ['a', 'b'] });
      const histogram = meter.createHistogram('duration', { unit: 's' });
      for (const value of [0, 0.001, 0.5, 30, 1e6]) histogram.record(value, { route: '/a' });
      const exponential = meter.createHistogram('exponential');
      for (const value of [0, 0.0001, 0.5, 30, 1e6]) exponential.record(value);
    });
    const decoded = expectSame(metrics);
    expect(decoded.metrics).toHaveLength(6);
    expect(countDataPoints(metrics.scopeMetrics[0]!)).toBe(7);
    expect(decoded.metrics.map((metric: Decoded) => metric.data)).toEqual(
      expect.arrayContaining(['sum', 'gauge', 'histogram', 'exponential_histogram']),
    );
  },
);
