import { isBlindCopy } from '../../../src/doctor/tree/api-compatibility.js';

test.each([
  ['1.10.0', '1.10.0', false],
  ['1.9.1', '1.10.0', false],
  ['1.10.3', '1.10.0', false],
  ['1.11.0', '1.10.0', true],
  ['2.0.0', '1.10.0', true],
  ['0.20.0', '1.10.0', true],
])('a copy of %s beside %s is blind: %s', (copy, registered, expected) => {
  expect(isBlindCopy(copy, registered)).toBe(expected);
});
