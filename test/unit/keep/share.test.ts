import { createTraceState } from '@opentelemetry/api';
import { randomTraceId } from '../../../src/core/random-ids.js';
import {
  initialTraceState,
  isAbove,
  randomnessOf,
  shortened,
  thresholdOf,
  withThreshold,
} from '../../../src/keep/share.js';

// As the Collector's sampler writes them (pkg/sampling, ProbabilityToThresholdWithPrecision, precision 4).
test.each([
  [1, '0'],
  [0.99, '028f6'],
  [0.75, '4'],
  [0.5, '8'],
  [1 / 3, 'aaab'],
  [0.25, 'c'],
  [0.1, 'e666'],
  [0.01, 'fd70a'],
  [0.001, 'ffbe77'],
  [0.0001, 'fff9724'],
])('the threshold of %d is %s', (share, threshold) => {
  expect(shortened(thresholdOf(share))).toBe(threshold);
});

test('a trace belongs to the share from its threshold on, to none of 0 and to any of 1', () => {
  const half = thresholdOf(0.5);
  const traceOf = (last: string) => randomnessOf(`0af7651916cd43dd84${last}`, undefined);
  expect(isAbove(traceOf('80000000000000'), half)).toBe(true);
  expect(isAbove(traceOf('7fffffffffffff'), half)).toBe(false);
  expect(isAbove(traceOf('ffffffffffffff'), thresholdOf(0))).toBe(false);
  expect(isAbove(traceOf('00000000000000'), thresholdOf(1))).toBe(true);
});

test('of random trace IDs the share is met, and a smaller share is part of a larger one', () => {
  const [small, large] = [thresholdOf(0.05), thresholdOf(0.2)];
  const all = Array.from({ length: 20_000 }, () => randomnessOf(randomTraceId(), undefined));
  const inSmall = all.filter((randomness) => isAbove(randomness, small));
  // More than ten standard deviations around 1,000.
  expect(inSmall.length).toBeGreaterThan(690);
  expect(inSmall.length).toBeLessThan(1_310);
  expect(inSmall.filter((randomness) => !isAbove(randomness, large))).toEqual([]);
});

test('explicit randomness of the trace state counts, if it is whole', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const of = (ot: string) => randomnessOf(traceId, createTraceState().set('ot', ot));
  expect(of('th:8;rv:d29d6a7215ced0')).toBe('d29d6a7215ced0');
  expect(of('rv:d29d')).toBe('48eb211c80319c');
  expect(of('th:8')).toBe('48eb211c80319c');
});

test('trace IDs that end in a host’s number get explicit randomness, the same everywhere; others do not', () => {
  const rv = (uuid: string) => initialTraceState(uuid.replaceAll('-', ''))?.get('ot');
  expect(rv('c232ab00-9414-11ec-b3c8-9f6bdeced846')).toMatch(/^rv:[0-9a-f]{14}$/);
  expect(rv('c232ab00-9414-11ec-b3c8-9f6bdeced846')).toBe(rv('c232ab00-9414-11ec-b3c8-9f6bdeced846'));
  expect(rv('c232ab01-9414-11ec-b3c8-9f6bdeced846')).not.toBe(rv('c232ab00-9414-11ec-b3c8-9f6bdeced846'));
  expect(rv('1ec9414c-232a-6b00-b3c8-9f6bdeced846')).toBeDefined();
  expect(rv('919108f7-52d1-4320-9bac-f847db4148a8')).toBeUndefined();
  expect(rv('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')).toBeUndefined();
  for (let count = 0; count < 100; count++) expect(initialTraceState(randomTraceId())).toBeUndefined();
});

test('the higher threshold stays, and what else is in the trace state', () => {
  expect(withThreshold(undefined, 'fd70a').serialize()).toBe('ot=th:fd70a');
  const before = createTraceState('a=b,ot=th:8;rv:d29d6a7215ced0,c=d');
  expect(withThreshold(before, 'fd70a').get('ot')).toBe('th:fd70a;rv:d29d6a7215ced0');
  expect(withThreshold(before, '0').get('ot')).toBe('th:8;rv:d29d6a7215ced0');
  expect(withThreshold(before, '0').get('a')).toBe('b');
  expect(withThreshold(createTraceState('ot=th:xyz'), '0').get('ot')).toBe('th:0');
});
