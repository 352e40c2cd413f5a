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
  ['0.3.1', '^0.3.0', true],
  ['0.4.0', '^0.3.0', false],
  ['0.0.4', '^0.0.3', false],
  ['v22.15.0', '>=22.15', true],
  ['v22.14.9', '>=22.15', false],
  ['v100.0.0', '>=22.15', true],
  ['1.2.3', '1.2.3', true],
  ['1.2.4', '1.2.3', false],
  ['1.2.3', '*', true],
])('%s in %s: %s', (version, range, expected) => {
  expect(satisfies(version, range)).toBe(expected);
});
