import { parseRetryAfter } from '../../../../src/export/transport/retry-after.js';

const DATE = 'Wed, 21 Oct 2015 07:28:00 GMT';

test.each([
  ['0', undefined, 0],
  ['30', undefined, 30_000],
  [' 30 ', undefined, 30_000],
  ['86400', undefined, 86_400_000],
  ['Wed, 21 Oct 2015 07:28:05 GMT', DATE, 5000],
  ['Wed, 21 Oct 2015 07:27:00 GMT', DATE, 0],
])('%j with Date %j asks for %i ms', (value, date, expected) => {
  expect(parseRetryAfter(value, date)).toBe(expected);
});

test.each([undefined, '', 'soon', '-1', '1.5', '1e3', '9999999999', 'NaN'])(
  '%j asks for nothing',
  (value) => {
    expect(parseRetryAfter(value, DATE)).toBeUndefined();
  },
);

test("a date is read by the response's own clock, and by ours where it has none", () => {
  const inOneMinute = new Date(Date.now() + 60_000).toUTCString();
  expect(parseRetryAfter(inOneMinute, undefined)).toBeGreaterThan(50_000);
  expect(parseRetryAfter('Wed, 21 Oct 2015 07:28:05 GMT', 'no date')).toBe(0);
});
