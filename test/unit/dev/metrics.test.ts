import { metricDetail, metricList } from '../../../src/dev/view/metrics.js';
import { serviceMap } from '../../../src/dev/view/service-map.js';
import { keyValues, NOON, newTraceId, tracesBody } from '../../support/dev/otlp-json.js';
import { storeWith, take } from '../../support/dev/store.js';

const TRACE = newTraceId();

function histogramBody(second: number, bucketCounts: number[], temporality = 2): object {
  const timeUnixNano = `${NOON + second * 1_000}000000`;
  const point = {
    attributes: keyValues({ 'http.route': '/orders' }),
    timeUnixNano,
    count: bucketCounts.reduce((sum, count) => sum + count, 0),
    sum: 1,
    bucketCounts,
    explicitBounds: [0.1, 0.2, 0.4],
    exemplars: [{ timeUnixNano, asDouble: 0.15, traceId: TRACE, spanId: `aaaaaaaaaaaaaaa${second}` }],
  };
  const histogram = { aggregationTemporality: temporality, dataPoints: [point] };
  const metrics = [{ name: 'http.server.request.duration', unit: 's', histogram }];
  return {
    resourceMetrics: [
      {
        resource: { attributes: keyValues({ 'service.name': 'api' }) },
        scopeMetrics: [{ scope: {}, metrics }],
      },
    ],
  };
}

test.each([
  [
    'cumulative',
    2,
    [
      [10, 0, 0, 0],
      [10, 10, 0, 0],
    ],
  ],
  [
    'delta',
    1,
    [
      [10, 0, 0, 0],
      [0, 10, 0, 0],
    ],
  ],
] as const)(
  'percentiles of %s histograms are those of each interval, with exemplars',
  (_name, temporality, counts) => {
    const store = storeWith();
    counts.forEach((bucketCounts, second) => {
      take(store, 'metrics', histogramBody(second, [...bucketCounts], temporality));
    });
    expect(metricList(store.series)).toMatchObject([
      { unit: 's', type: 'histogram', services: ['api'], series: 1 },
    ]);
    const [series] = metricDetail(store.series, 'http.server.request.duration')!.details;
    expect(series!.samples.map(({ percentiles }) => percentiles.p50)).toEqual([0.05, expect.closeTo(0.15)]);
    expect(series!.exemplars).toMatchObject([{ traceId: TRACE, value: 0.15 }, { traceId: TRACE }]);
  },
);

function metricsBody(metric: object, resource: Record<string, unknown> = {}): object {
  const source = { resource: { attributes: keyValues(resource) } };
  return { resourceMetrics: [{ ...source, scopeMetrics: [{ scope: {}, metrics: [metric] }] }] };
}

/** Medians of each interval of a cumulative exponential histogram that has such buckets at its ends. */
function medians(...buckets: { scale: number; offset: number; bucketCounts: number[] }[]) {
  const store = storeWith();
  buckets.forEach(({ scale, ...positive }, second) => {
    const count = positive.bucketCounts.reduce((sum, one) => sum + one, 0);
    const timeUnixNano = `${NOON + second * 1_000}000000`;
    const point = { timeUnixNano, count, sum: 12, scale, zeroCount: 0, positive };
    const exponentialHistogram = { aggregationTemporality: 2, dataPoints: [point] };
    take(store, 'metrics', metricsBody({ name: 'sizes', exponentialHistogram }));
  });
  return metricDetail(store.series, 'sizes')!.details[0]!.samples.map(({ percentiles }) => percentiles.p50);
}

test.each([
  ['within a bucket', [{ scale: 0, offset: 0, bucketCounts: [0, 4] }], [3]],
  ['within the lowest bucket', [{ scale: 0, offset: 1, bucketCounts: [4] }], [3]],
  [
    'of each interval, while its buckets grow in number',
    [
      { scale: 0, offset: 1, bucketCounts: [100] },
      { scale: 0, offset: 0, bucketCounts: [4, 100] },
      { scale: 0, offset: 0, bucketCounts: [4, 100, 0, 2] },
    ],
    [3, 1.5, 12],
  ],
  [
    'of each interval, while its buckets grow in width',
    [
      { scale: 1, offset: 1, bucketCounts: [10, 50, 40] },
      { scale: 0, offset: 0, bucketCounts: [10, 90, 0, 0, 2] },
    ],
    [2 + 0.8 * (2 ** 1.5 - 2), 24],
  ],
])('exponential histograms have percentiles: %s', (_what, buckets, expected) => {
  expect(medians(...buckets)).toEqual(expected.map((value) => expect.closeTo(value)));
});

test('a summary has the percentiles that it tells, but for those of no value', () => {
  const store = storeWith();
  const quantileValues = [
    { quantile: 0.5, value: 0.25 },
    { quantile: 0.99, value: 0.5 },
    { quantile: 0.999, value: 'NaN' },
  ];
  const point = { timeUnixNano: `${NOON}000000`, count: 4, sum: 2, quantileValues };
  take(store, 'metrics', metricsBody({ name: 'wait', unit: 's', summary: { dataPoints: [point] } }));
  const [series] = metricDetail(store.series, 'wait')!.details;
  const percentiles = { p50: 0.25, p99: 0.5 };
  expect(series).toMatchObject({ count: 4, value: 2, percentiles, samples: [{ percentiles }] });
});

test('what goes up and down has no rate, and processes of one service are told apart', () => {
  const store = storeWith();
  for (const [pid, value] of [
    [4_001, 2],
    [4_002, 5],
  ]) {
    const resource = { 'service.name': 'api', 'process.pid': pid };
    const point = { timeUnixNano: `${NOON}000000`, asInt: value };
    const sum = { aggregationTemporality: 2, dataPoints: [point] };
    take(store, 'metrics', metricsBody({ name: 'open', sum }, resource));
    take(store, 'metrics', metricsBody({ name: 'calls', sum: { ...sum, isMonotonic: true } }, resource));
  }
  take(store, 'metrics', histogramBody(0, [1, 0, 0, 0]));
  expect(metricDetail(store.series, 'open')).toMatchObject({
    monotonic: false,
    details: [
      { service: 'api', instance: '4002', value: 5 },
      { service: 'api', instance: '4001', value: 2 },
    ],
  });
  expect(metricDetail(store.series, 'calls')).toMatchObject({ monotonic: true });
  const [alone] = metricDetail(store.series, 'http.server.request.duration')!.details;
  expect(alone).toMatchObject({ service: 'api', instance: undefined });
});

test('the service map counts calls and errors between services', () => {
  const store = storeWith();
  const traceId = newTraceId();
  const [root, call] = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'];
  take(
    store,
    'traces',
    tracesBody('web', [
      { traceId, spanId: root },
      { traceId, spanId: call, parentSpanId: root },
    ]),
  );
  take(store, 'traces', tracesBody('api', [{ traceId, parentSpanId: call, end: NOON + 30, error: 'no' }]));
  expect(serviceMap(store)).toEqual({
    nodes: [
      { service: 'web', calls: 1, errors: 0, p95Millis: 10 },
      { service: 'api', calls: 1, errors: 1, p95Millis: 30 },
    ],
    edges: [{ from: 'web', to: 'api', calls: 1, errors: 1, p95Millis: 30 }],
  });
});

test('who put a job into a queue calls its worker on the service map, by the link of the job', () => {
  const store = storeWith();
  const [traceId, spanId] = [newTraceId(), 'aaaaaaaaaaaaaaaa'];
  const links = [{ traceId, spanId }];
  const job = { traceId: newTraceId(), kind: 5, links };
  // What is linked otherwise is no call.
  const other = { traceId: newTraceId(), links };
  take(store, 'traces', tracesBody('web', [{ traceId, spanId }]));
  take(store, 'traces', tracesBody('mailer', [job]));
  take(store, 'traces', tracesBody('report', [other]));
  expect(serviceMap(store).edges).toEqual([
    { from: 'web', to: 'mailer', calls: 1, errors: 0, p95Millis: 10 },
  ]);
});
