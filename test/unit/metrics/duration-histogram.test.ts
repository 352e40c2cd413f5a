import { metrics } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { defaultResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type HistogramMetricData,
  MeterProvider,
} from '@opentelemetry/sdk-metrics';
import type { DurationHistogram } from '../../../src/metrics/duration-histogram.js';
import fc from '../../support/fast-check.js';
import { PullReader } from '../../support/pull-reader.js';

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

function histogramOf(
  { resourceMetrics }: CollectionResult,
  name = OPTIONS.name,
): HistogramMetricData | undefined {
  return resourceMetrics.scopeMetrics
    .flatMap((scope) => scope.metrics)
    .find(({ descriptor }) => descriptor.name === name) as HistogramMetricData | undefined;
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

/** Few enough for random programs to fill. The SDK takes it from a view. */
const MAX_SERIES = 4;

/**
 * Both get the same measurements and are collected together, in tables that overflow.
 * sdk-metrics 3.1 starts each interval of a cumulative reader with an empty table, so its series grow without end; the
 * specification has one table for all time ("Synchronous instrument cardinality limits"), and so have we. So after the
 * first interval a cumulative program stays with the series that it has.
 */
test.each([
  ['cumulative', AggregationTemporality.CUMULATIVE],
  ['delta', AggregationTemporality.DELTA],
])('%s: collects what the SDK would', async (_, temporality) => {
  const measurement = fc.tuple(
    fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
    fc.oneof(fc.double({ min: 0, max: 20, noNaN: true }), fc.constant(1)),
  );
  const intervals = fc.array(fc.array(measurement, { maxLength: 12 }), { minLength: 1, maxLength: 6 });
  const { durationHistogram, DurationProducer } = fresh();
  let programs = 0;
  await fc.assert(
    fc.asyncProperty(intervals, async ([first, ...later]) => {
      const name = `${OPTIONS.name}.${++programs}`;
      const own = durationHistogram({ ...OPTIONS, name, maxSeries: MAX_SERIES });
      const producer = new DurationProducer(defaultResource(), temporality);
      producer.begin();
      const reader = new PullReader({ aggregationTemporalitySelector: () => temporality });
      const views = [{ instrumentName: name, aggregationCardinalityLimit: MAX_SERIES }];
      const sdk = new MeterProvider({ readers: [reader], views })
        .getMeter('test')
        .createHistogram(name, { advice: { explicitBucketBoundaries: OPTIONS.boundaries } });
      const kept = new Set<string>([...new Set(first!.map(([name]) => name))].slice(0, MAX_SERIES - 1));
      const isKept = ([name]: readonly [string, number]) =>
        temporality === AggregationTemporality.DELTA || kept.has(name);
      for (const measurements of [first!, ...later.map((interval) => interval.filter(isKept))]) {
        for (const [series, seconds] of measurements) {
          record(own, series, seconds);
          sdk.record(seconds, { name: series });
        }
        const ours = histogramOf(await producer.collect(), name);
        const theirs = histogramOf(await reader.collect(), name);
        expect(comparable(ours) ?? []).toEqual(comparable(theirs) ?? []);
        if (ours !== undefined) expect(ours.aggregationTemporality).toBe(temporality);
      }
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['delta', AggregationTemporality.DELTA, 'new'],
  ['cumulative', AggregationTemporality.CUMULATIVE, undefined],
])('%s: a series that is new after a full table', async (_, temporality, name) => {
  const { durationHistogram, DurationProducer } = fresh();
  const own = durationHistogram(OPTIONS);
  const producer = new DurationProducer(defaultResource(), temporality);
  producer.begin();
  const collect = async () => histogramOf(await producer.collect())!.dataPoints;
  for (let index = 0; index < 2500; index++) record(own, `name ${index}`, 1);
  expect(await collect()).toHaveLength(2000);
  record(own, 'new', 1);
  record(own, 'name 0', 1);
  const points = await collect();
  const last = points.at(-1)!;
  expect(points.find(({ attributes }) => attributes.name === 'new')?.attributes.name).toBe(name);
  expect(points.find(({ attributes }) => attributes.name === 'name 0')!.value.count).toBe(name ? 1 : 2);
  if (name === undefined)
    expect([last.attributes, last.value.count]).toEqual([{ 'otel.metric.overflow': true }, 502]);
  else expect(points).toHaveLength(2);
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
