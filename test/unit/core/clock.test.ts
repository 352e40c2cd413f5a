import type { HrTime } from '@opentelemetry/api';
import { later, now, TIMELINE, Timeline, timelineIn, wholeMillis } from '../../../src/core/clock.js';

const realNow = Date.now;
afterEach(() => {
  Date.now = realNow;
});

const millis = ([second, nano]: HrTime) => second * 1000 + nano / 1e6;

test('without a step it is the wall clock, to the millisecond', () => {
  for (let round = 0; round < 1000; round++) {
    const before = Date.now();
    const time = now();
    expect(wholeMillis(time)).toBeGreaterThanOrEqual(before);
    expect(wholeMillis(time)).toBeLessThanOrEqual(Date.now());
  }
});

test.each([3_600_000, -3_600_000, 200, -200, 5])(
  'a step of %d ms is followed by the next reading',
  (step) => {
    const start = now();
    Date.now = () => realNow() + step;
    for (let round = 0; round < 100; round++) {
      const before = Date.now();
      const time = now();
      // At the turn of a millisecond two readings of clocks lie between.
      expect(millis(time)).toBeGreaterThanOrEqual(before - 0.1);
      expect(millis(time)).toBeLessThan(Date.now() + 1);
    }
    Date.now = realNow;
    expect(millis(now()) - millis(start)).toBeLessThan(10_000);
  },
);

test('a clock that stands still, as fake timers do, is told as it is', async () => {
  Date.now = () => 1_700_000_000_123;
  for (let round = 0; round < 20; round++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    now();
  }
  expect(wholeMillis(now())).toBe(1_700_000_000_123);
});

test('what begins within an open span stays on its timeline through a step', () => {
  const reading = performance.now();
  const timeline = timelineIn(undefined, reading);
  const span = { [TIMELINE]: timeline };
  Date.now = () => realNow() + 3_600_000;
  expect(timelineIn(span, performance.now())).toBe(timeline);
  expect(timelineIn(undefined, performance.now())).not.toBe(timeline);
});

test('times rise strictly, also within a nanosecond and over the end of a second', () => {
  const timeline = new Timeline(1_700_000_000_999.999, 5);
  const times = Array.from({ length: 3000 }, (_, index) => timeline.tick(5 + (index >> 1) * 1e-6));
  for (let index = 1; index < times.length; index++) {
    const [one, other] = [times[index - 1] as HrTime, times[index] as HrTime];
    expect(other[0] > one[0] || (other[0] === one[0] && other[1] > one[1])).toBe(true);
    expect(other[1]).toBeLessThan(1e9);
  }
});

test('later', () => {
  expect(later([10, 999_999_999], 0.000_001)).toEqual([11, 0]);
  expect(later([10, 0], -0.000_001)).toEqual([9, 999_999_999]);
});
