import { backoffMillis } from '../../../../src/export/engine/backoff.js';
import { Pace } from '../../../../src/export/engine/pace.js';

const RETRY = {
  initialMillis: 100,
  maxMillis: 1000,
  limitMillis: 60_000,
  minRetryAfterMillis: 1000,
  maxRetryAfterMillis: 60_000,
};
const REFUSED = { type: 'connection', code: 'ECONNREFUSED' } as const;
const BUSY = { type: 'status', code: 'HTTP 503' } as const;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('pauses double up to the longest, with up to a half taken off', () => {
  for (let failures = 1; failures < 40; failures++) {
    const full = Math.min(1000, 100 * 2 ** (failures - 1));
    const pause = backoffMillis(failures, 100, 1000);
    expect(pause).toBeLessThanOrEqual(full);
    expect(pause).toBeGreaterThanOrEqual(full / 2);
  }
});

test('a collector that can not be reached is down at once, and up at the first success', () => {
  const pace = new Pace(RETRY);
  expect(pace.failed(REFUSED, undefined, 1)).toBeUndefined();
  expect(pace.down).toBe(true);
  expect(pace.pauseMillis()).toBeGreaterThan(0);
  pace.succeeded();
  expect(pace.down).toBe(false);
  expect(pace.pauseMillis()).toBe(0);
});

test('one that answers "not now" is down only when it takes nothing for two seconds', () => {
  const pace = new Pace(RETRY);
  expect(pace.failed(BUSY, undefined, 1)).toBeLessThanOrEqual(50);
  expect(pace.failed(BUSY, undefined, 9)).toBeLessThanOrEqual(250);
  jest.advanceTimersByTime(1999);
  expect(pace.failed(BUSY, undefined, 1)).toBeDefined();
  jest.advanceTimersByTime(2);
  expect(pace.failed(BUSY, undefined, 1)).toBeUndefined();
  expect(pace.down).toBe(true);
});

test.each([
  [0, 1000],
  [30_000, 30_000],
  [86_400_000, 60_000],
])('Retry-After of %i ms pauses for %i ms, whatever else happens', (asked, expected) => {
  const pace = new Pace(RETRY);
  pace.failed(BUSY, asked, 1);
  pace.hurry();
  expect(pace.pauseMillis()).toBeCloseTo(expected, -1);
});

test('steps of the wall clock change no pause', () => {
  const pace = new Pace(RETRY);
  pace.failed(BUSY, 30_000, 1);
  jest.setSystemTime(Date.now() + 3_600_000);
  expect(pace.pauseMillis()).toBeCloseTo(30_000, -1);
  jest.setSystemTime(Date.now() - 7_200_000);
  expect(pace.pauseMillis()).toBeCloseTo(30_000, -1);
});

test('an ending process waits no longer than it must, and gives up what has no prospect', () => {
  const pace = new Pace({ ...RETRY, initialMillis: 10_000, maxMillis: 60_000 });
  pace.urgent = true;
  for (let failures = 1; failures < 4; failures++) {
    pace.failed(REFUSED, undefined, failures);
    expect(pace.pauseMillis()).toBeLessThanOrEqual(200);
    expect(pace.isHopeless(2000)).toBe(false);
  }
  pace.failed(REFUSED, undefined, 4);
  expect(pace.isHopeless(2000)).toBe(true);
  pace.succeeded();
  pace.failed(BUSY, 30_000, 1);
  expect(pace.isHopeless(2000)).toBe(true);
  expect(pace.isHopeless(31_000)).toBe(false);
});
