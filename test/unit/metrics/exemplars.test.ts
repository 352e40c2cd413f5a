import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { KEEP_UNIT } from '../../../src/core/globals.js';
import { createNormalizer } from '../../../src/core/normalize/index.js';
import { DurationCell } from '../../../src/metrics/duration-cell.js';
import { setExemplars } from '../../../src/metrics/exemplar.js';
import { encodeScopeMetrics, ProtoWriter } from '../../../src/otlp/encode/index.js';
import { decode } from '../../support/otlp-proto.js';

const span = (digit: string, traceFlags = 1) => ({
  traceId: digit.repeat(32),
  spanId: digit.repeat(16),
  traceFlags,
});

beforeAll(() => setExemplars(true));

test('at most one of each bucket, of sampled spans, until they are taken', () => {
  const cell = new DurationCell([0.1, 1]);
  cell.record(0.05, undefined);
  cell.record(0.06, trace.wrapSpanContext(span('a', 0)));
  cell.record(0.07, trace.setSpanContext(ROOT_CONTEXT, span('b')));
  cell.record(0.08, trace.wrapSpanContext(span('c')));
  cell.record(5, trace.wrapSpanContext(span('d', 3)));
  expect(cell.takeExemplars()).toEqual([
    { value: 0.07, time: expect.any(Array), traceId: 'b'.repeat(32), spanId: 'b'.repeat(16) },
    { value: 5, time: expect.any(Array), traceId: 'd'.repeat(32), spanId: 'd'.repeat(16) },
  ]);
  expect(cell.takeExemplars()).toEqual([]);
  cell.record(0.08, trace.wrapSpanContext(span('e')));
  expect(cell.takeExemplars()).toMatchObject([{ traceId: 'e'.repeat(32) }]);
  expect(cell.counts).toEqual([5, 0, 1]);
});

test('of a request that is open they wait for its verdict', () => {
  const waiting: (() => void)[] = [];
  const open = (digit: string) =>
    Object.assign(trace.wrapSpanContext(span(digit)), {
      [KEEP_UNIT]: { whenKept: (fn: () => void) => waiting.push(fn) },
    });
  const [first, latest] = [new DurationCell([0.1]), new DurationCell([0.1], true)];
  for (const cell of [first, latest]) for (const digit of 'abc') cell.record(0.05, open(digit));
  expect([first.takeExemplars(), latest.takeExemplars()]).toEqual([[], []]);
  const [, firstB, firstC, , latestB, latestC] = waiting;
  for (const keep of [firstB, firstC, latestB, latestC]) keep?.();
  expect(first.takeExemplars()).toMatchObject([{ traceId: 'b'.repeat(32) }]);
  expect(latest.takeExemplars()).toMatchObject([{ traceId: 'c'.repeat(32) }]);
});

test('on the wire, as the official decoder reads it', () => {
  const writer = new ProtoWriter();
  const point = {
    attributes: {},
    startTime: [1, 0],
    endTime: [2, 0],
    value: { buckets: { boundaries: [1], counts: [1, 0] }, count: 1, sum: 0.5, min: 0.5, max: 0.5 },
    exemplars: [{ value: 0.5, time: [1, 500], ...span('a') }],
  };
  const metric = {
    descriptor: { name: 'd', description: '', unit: 's', valueType: 1 },
    aggregationTemporality: 1,
    dataPointType: 0,
    dataPoints: [point],
  };
  encodeScopeMetrics(writer, { scope: { name: 's' }, metrics: [metric] } as never, createNormalizer());
  const decoded = decode('ScopeMetrics', writer.finish()) as never as {
    metrics: { histogram: { data_points: { exemplars: unknown[] }[] } }[];
  };
  expect(decoded.metrics[0]!.histogram.data_points[0]!.exemplars).toMatchObject([
    { as_double: 0.5, time_unix_nano: '1000000500', trace_id: 'a'.repeat(32), span_id: 'a'.repeat(16) },
  ]);
});
