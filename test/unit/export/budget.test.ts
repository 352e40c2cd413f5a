import { growingBudget, partOf } from '../../../src/export/budget.js';

let progress: number | undefined;
beforeEach(() => {
  jest.useFakeTimers();
  progress = 0;
});
afterEach(() => {
  jest.useRealTimers();
});

/** Milliseconds after which a budget of 1,800, at most 4,800 or 9,000 with the boot, is over when progress is made each `interval` until `until`. */
function lasts(interval: number, until: number, startMillis = 30): number {
  const budget = growingBudget(() => progress, 1800, 4800, 9000, startMillis);
  let millis = 0;
  while (budget.leftMillis() > 0) {
    jest.advanceTimersByTime(10);
    millis += 10;
    if (millis % interval === 0 && millis <= until) progress = (progress ?? 0) + 1;
  }
  return millis;
}

test.each([
  ['no progress', 10, 0, 1800],
  ['progress at the beginning', 100, 500, 1800],
  ['progress for a while', 500, 2500, 3500],
  ['progress to the end', 500, 60_000, 4800],
  ['progress that comes too late', 1900, 60_000, 1800],
])('%s', (_what, interval, until, millis) => {
  expect(lasts(interval, until)).toBe(millis);
});

test('where Node.js took long to start, progress is waited for as many times longer', () => {
  expect(lasts(1900, 1900, 200)).toBe(3900);
  expect(lasts(1900, 60_000, 400)).toBe(8800);
});

test('time in which the process did not run does not count, up to the total', () => {
  const budget = growingBudget(() => progress, 1800, 4800, 9000, 30);
  jest.advanceTimersByTime(50);
  expect(budget.leftMillis()).toBe(1750);
  jest.advanceTimersByTime(3000);
  expect(budget.leftMillis()).toBe(1650);
  jest.advanceTimersByTime(6000);
  expect(budget.leftMillis()).toBe(0);
});

test('a part of a budget is over with it, or before', () => {
  const budget = growingBudget(() => progress, 1800, 4800, 9000, 30);
  const part = partOf(budget, 1000);
  const looks = Array.from({ length: 20 }, () => {
    jest.advanceTimersByTime(100);
    return [part.leftMillis(), budget.leftMillis()];
  });
  expect(looks[8]).toEqual([100, 900]);
  expect(looks[9]).toEqual([0, 800]);
  expect(partOf(budget, 1000).leftMillis()).toBe(0);
});

test.each([
  ['a boot that takes long comes before it, and lengthens the wait for progress', 3000, 5990],
  ['a boot without end', 60_000, 9000],
])('%s', (_what, bootMillis, millis) => {
  progress = undefined;
  expect(lasts(bootMillis, bootMillis)).toBe(millis);
});
