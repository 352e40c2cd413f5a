import { formatMoment } from '../../../src/dev/shared/format.js';

const noon = new Date(2026, 10, 24, 12, 0, 0, 7).getTime();

test.each([
  ['of today: time of day with milliseconds', noon + 60_000, '12:00:00.007'],
  ['of another day: its date, without them', noon + 86_400_000, '11-24 12:00:00'],
  ['of another year', noon + 365 * 86_400_000, '11-24 12:00:00'],
])('a moment %s', (_what, now, text) => {
  expect(formatMoment(noon, now)).toBe(text);
});

test('no moment', () => expect(formatMoment(Number.NaN)).toBe('–'));
