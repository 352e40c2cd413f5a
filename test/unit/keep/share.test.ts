import { createTraceState } from '@opentelemetry/api';
import { randomTraceId } from '../../../src/core/random-ids.js';
import { isAbove, randomnessOf, shortened, thresholdOf, withThreshold } from '../../../src/keep/share.js';

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

test('the higher threshold stays, and what else is in the trace state', () => {
  const create = () => createTraceState();
  expect(withThreshold(undefined, 'fd70a', create).serialize()).toBe('ot=th:fd70a');
  const before = createTraceState('a=b,ot=th:8;rv:d29d6a7215ced0,c=d');
  expect(withThreshold(before, 'fd70a', create).get('ot')).toBe('th:fd70a;rv:d29d6a7215ced0');
  expect(withThreshold(before, '0', create).get('ot')).toBe('th:8;rv:d29d6a7215ced0');
  expect(withThreshold(before, '0', create).get('a')).toBe('b');
  expect(withThreshold(createTraceState('ot=th:xyz'), '0', create).get('ot')).toBe('th:0');
});
