import { metrics } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { defaultResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type HistogramMetricData,
  MeterProvider,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import * as fc from 'fast-check';
import type { DurationHistogram } from '../../../src/metrics/duration-histogram.js';

class PullReader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

const OPTIONS = {
  scope: { name: 'test' },
  name: 'test.duration',
  description: 'A test',
  boundaries: [0.1, 1, 10],
};

afterEach(() => metrics.disable());

/** The modules with a registry of their own: it is one for each process otherwise. */
function fresh() {
  delete (globalThis as Record<symbol, unknown>)[Symbol.for('tracebridge.durations.v1')];
  jest.resetModules();
  const { durationHistogram } =
    require('../../../src/metrics/duration-histogram.js') as typeof import('../../../src/metrics/duration-histogram.js');
  const { DurationProducer } =
    require('../../../src/sdk/duration-producer.js') as typeof import('../../../src/sdk/duration-producer.js');
  return { durationHistogram, DurationProducer };
}

function record(histogram: DurationHistogram, name: string, seconds: number) {
  histogram.record(name, () => ({ name }), seconds);
}

function histogramOf({ resourceMetrics }: CollectionResult): HistogramMetricData | undefined {
  return resourceMetrics.scopeMetrics
    .flatMap((scope) => scope.metrics)
    .find(({ descriptor }) => descriptor.name === OPTIONS.name) as HistogramMetricData | undefined;
}

function comparable(data: HistogramMetricData | undefined) {
  return data?.dataPoints
    .map(({ attributes, value: { buckets, count, sum, min, max } }) => ({
      attributes,
      buckets: [...buckets.counts],
      boundaries: buckets.boundaries,
      count,
      sum: sum?.toFixed(9),
      min,
      max,
    }))
    .sort((a, b) => String(a.attributes.name).localeCompare(String(b.attributes.name)));
}

test.each([
  ['cumulative', AggregationTemporality.CUMULATIVE],
  ['delta', AggregationTemporality.DELTA],
])('%s: collects what the SDK would', async (_, temporality) => {
  const step = fc.oneof(
    fc.constant('collect' as const),
    fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.double({ min: 0, max: 20, noNaN: true })),
    fc.constant(['a', 1] as [string, number]),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { durationHistogram, DurationProducer } = fresh();
      const own = durationHistogram(OPTIONS);
      const producer = new DurationProducer(defaultResource(), temporality);
      producer.begin();
      const reader = new PullReader({ aggregationTemporalitySelector: () => temporality });
      const sdk = new MeterProvider({ readers: [reader] }).getMeter('test').createHistogram(OPTIONS.name, {
        advice: { explicitBucketBoundaries: OPTIONS.boundaries },
      });
      for (const one of [...steps, 'collect' as const]) {
        if (one === 'collect') {
          const [ours, theirs] = [histogramOf(await producer.collect()), histogramOf(await reader.collect())];
          expect(comparable(ours) ?? []).toEqual(comparable(theirs) ?? []);
          if (ours !== undefined) expect(ours.aggregationTemporality).toBe(temporality);
        } else {
          record(own, ...one);
          sdk.record(one[1], { name: one[0] });
        }
      }
    }),
    { numRuns: 100 },
  );
});

test('each reader has its own account, and intervals follow each other', async () => {
  const { durationHistogram, DurationProducer } = fresh();
  const own = durationHistogram(OPTIONS);
  const delta = new DurationProducer(defaultResource(), AggregationTemporality.DELTA);
  const cumulative = new DurationProducer(defaultResource(), AggregationTemporality.CUMULATIVE);
  delta.begin();
  cumulative.begin();
  const counts = async (producer: typeof delta) =>
    histogramOf(await producer.collect())?.dataPoints[0]?.value.count;
  record(own, 'a', 1);
  expect([await counts(delta), await counts(delta), await counts(cumulative)]).toEqual([1, undefined, 1]);
  record(own, 'a', 1);
  expect([await counts(delta), await counts(cumulative)]).toEqual([1, 2]);
  const point = histogramOf(await cumulative.collect())!.dataPoints[0]!;
  expect(hrTimeToMilliseconds(point.startTime)).toBeLessThanOrEqual(hrTimeToMilliseconds(point.endTime));
});

test('made-up attributes make at most 2,000 series', async () => {
  const { durationHistogram, DurationProducer } = fresh();
  const own = durationHistogram(OPTIONS);
  const producer = new DurationProducer(defaultResource(), AggregationTemporality.CUMULATIVE);
  producer.begin();
  for (let index = 0; index < 5000; index++) record(own, `name ${index}`, 1);
  const { dataPoints } = histogramOf(await producer.collect())!;
  expect(dataPoints).toHaveLength(2000);
  const overflow = dataPoints.find(({ attributes }) => attributes['otel.metric.overflow'] === true);
  expect(overflow!.value.count).toBe(5000 - 1999);
});

test('without a reader the OpenTelemetry instrument is used', async () => {
  const { durationHistogram } = fresh();
  const own = durationHistogram(OPTIONS);
  record(own, 'lost', 1);
  const reader = new PullReader();
  // The modules were loaded anew, with an API of their own.
  const api = require('@opentelemetry/api') as typeof import('@opentelemetry/api');
  api.metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  record(own, 'a', 1);
  const data = histogramOf(await reader.collect())!;
  expect(data.descriptor).toMatchObject({ unit: 's', description: 'A test' });
  expect(comparable(data)).toMatchObject([{ attributes: { name: 'a' }, count: 1, boundaries: [0.1, 1, 10] }]);
  api.metrics.disable();
});

test('a second histogram of the same scope and name is the same one', () => {
  const { durationHistogram } = fresh();
  expect(durationHistogram(OPTIONS)).toBe(durationHistogram({ ...OPTIONS }));
  expect(durationHistogram(OPTIONS)).not.toBe(durationHistogram({ ...OPTIONS, scope: { name: 'other' } }));
});
