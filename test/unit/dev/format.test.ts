import { formatMillis, formatMoment, formatUnit } from '../../../src/dev/text/format.js';

const noon = new Date(2026, 10, 24, 12, 0, 0, 7).getTime();

test.each([
  ['of today: time of day with milliseconds', noon + 60_000, '12:00:00.007'],
  ['of another day: its date, without them', noon + 86_400_000, '11-24 12:00:00'],
  ['of another year', noon + 365 * 86_400_000, '11-24 12:00:00'],
])('a moment %s', (_what, now, text) => {
  expect(formatMoment(noon, now)).toBe(text);
});

test('no moment', () => expect(formatMoment(Number.NaN)).toBe('–'));

test.each([
  [0, '0 µs'],
  [0.9994, '999 µs'],
  [0.9996, '1.0 ms'],
  [999.94, '999.9 ms'],
  [999.96, '1.00 s'],
  [59_994, '59.99 s'],
  [59_996, '1 m 00 s'],
  [125_000, '2 m 05 s'],
  [3_599_600, '1 h 00 m'],
  [2 * 86_400_000 + 3 * 3_600_000, '2 d 03 h'],
  [86_399_999, '1 d 00 h'],
  // Of a span that ends before it starts.
  [-10, '−10.0 ms'],
])('a duration of %d ms is %s', (millis, text) => {
  expect(formatMillis(millis)).toBe(text);
});

test.each([
  [0, 'By', '0 B'],
  [92.67, 'By', '93 B'],
  [-2_048, 'By', '-2.0 KiB'],
  [5 * 1024 ** 4, 'By', '5120.0 GiB'],
  [0.25, '1', '0.250'],
  [1_234, '1', '1,234'],
  [0.25, 's', '250.0 ms'],
])('%d of unit %s is %s', (value, unit, text) => {
  expect(formatUnit(value, unit)).toBe(text);
});
