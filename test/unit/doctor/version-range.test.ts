import { satisfies } from '../../../src/doctor/tree/version-range.js';

test.each([
  ['1.10.0', '>=1.10.0 <1.11.0', true],
  ['1.10.9', '>=1.10.0 <1.11.0', true],
  ['1.9.9', '>=1.10.0 <1.11.0', false],
  ['1.11.0', '>=1.10.0 <1.11.0', false],
  ['3.19.0', '^3.19.0', true],
  ['3.20.0-beta.1', '^3.19.0', true],
  ['3.18.9', '^3.19.0', false],
  ['4.0.0', '^3.19.0', false],
  ['10.0.0', '^3.19.0', false],
])('%s in %s: %s', (version, range, expected) => {
  expect(satisfies(version, range)).toBe(expected);
});
