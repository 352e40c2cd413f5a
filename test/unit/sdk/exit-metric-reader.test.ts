import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { ExitMetricReader } from '../../../src/sdk/exit-metric-reader.js';

const exporter = () => new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const resource = resourceFromAttributes({ 'service.name': 'ends' });

test('collects at once what the SDK collects, without observable instruments', async () => {
  const collected = exporter();
  const reader = new ExitMetricReader({ exporter: collected });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const meter = provider.getMeter('app', '1.0.0');
  meter.createCounter('jobs', { unit: '{job}' }).add(2, { outcome: 'ok' });
  meter.createUpDownCounter('active').add(-1);
  meter.createHistogram('duration').record(0.25);
  meter.createGauge('level').record(7);
  const observed = jest.fn();
  meter.createObservableGauge('observed').addCallback(observed);
  reader.collectAtExit();
  expect(observed).not.toHaveBeenCalled();
  const [atExit] = collected.getMetrics();
  const { resourceMetrics } = await reader.collect();
  const withoutTimes = (metrics: typeof resourceMetrics) =>
    JSON.stringify(metrics, (key, value) => (key === 'endTime' || key === 'startTime' ? undefined : value));
  expect(withoutTimes(atExit!)).toBe(withoutTimes(resourceMetrics));
  expect(atExit!.scopeMetrics[0]!.metrics).toHaveLength(4);
  await provider.shutdown();
});

test.each([AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA])(
  'after the last collection: only what was recorded since, temporality %s',
  async (temporality) => {
    const collected = new InMemoryMetricExporter(temporality);
    const reader = new ExitMetricReader({ exporter: collected });
    const provider = new MeterProvider({ resource, readers: [reader] });
    const meter = provider.getMeter('app');
    const jobs = meter.createCounter('jobs');
    const duration = meter.createHistogram('duration');
    meter.createGauge('level').record(7);
    jobs.add(1, { queue: 'a' });
    jobs.add(1, { queue: 'b' });
    duration.record(1);
    await reader.collectBeforeExit();
    collected.reset();
    const points = () => {
      const found = collected
        .getMetrics()
        .flatMap(({ scopeMetrics }) =>
          scopeMetrics.flatMap(({ metrics }) =>
            metrics.flatMap(({ dataPoints }) => dataPoints.map(({ attributes }) => attributes)),
          ),
        );
      collected.reset();
      return found;
    };
    reader.collectAtExit();
    expect(points()).toEqual([]);
    jobs.add(1, { queue: 'b' });
    duration.record(1, { late: true });
    reader.collectAtExit();
    expect(points()).toEqual([{ queue: 'b' }, { late: true }]);
    await provider.shutdown();
  },
);

test('collects nothing after the end, nor from another SDK', async () => {
  const collected = exporter();
  const foreign: MetricProducer = {
    collect: async (): Promise<CollectionResult> => ({
      resourceMetrics: { resource, scopeMetrics: [] },
      errors: [],
    }),
  };
  const unknown = new ExitMetricReader({ exporter: collected });
  unknown.setMetricProducer(foreign);
  unknown.collectAtExit();
  await unknown.shutdown();
  const reader = new ExitMetricReader({ exporter: collected });
  const provider = new MeterProvider({ resource, readers: [reader] });
  provider.getMeter('app').createCounter('jobs').add(1);
  await provider.shutdown();
  collected.reset();
  reader.collectAtExit();
  new ExitMetricReader({ exporter: collected }).collectAtExit();
  expect(collected.getMetrics()).toEqual([]);
});

test('before the end: what never answers, and values that JSON has not, cost nothing of the others', async () => {
  const collected = exporter();
  // The SDK would wait for callbacks as long as for an export: 30 seconds.
  const reader = new ExitMetricReader({ exporter: collected });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const meter = provider.getMeter('app');
  meter.createObservableGauge('stuck').addCallback(() => new Promise(() => {}));
  meter.createCounter('jobs').add(2, 5n as never);
  await reader.collectBeforeExit();
  const [{ scopeMetrics }] = collected.getMetrics() as [CollectionResult['resourceMetrics']];
  expect(scopeMetrics[0]?.metrics).toMatchObject([
    { descriptor: { name: 'jobs' }, dataPoints: [{ value: 2 }] },
  ]);
});
