import { safeText, safeUrl } from '../../../src/doctor/safe-text.js';

test.each([
  ['http://user:pw@host:4318/v1/traces', 'http://host:4318/v1/traces'],
  ['https://host/x?key=1#frag', 'https://host/x?[set]'],
  ['not a url', '[not a URL]'],
])('safeUrl(%s) is %s', (url, expected) => {
  expect(safeUrl(url)).toBe(expected);
});

test.each([
  ['connect postgres://app:hunter22@db', /^(?!.*hunter22)/],
  ['Authorization: Bearer abcdefghijklmnop', /^(?!.*abcdefghijklmnop)/],
  ['one\ntwo\u001b[31m', /^one two \[31m$/],
  ['x'.repeat(5000), /^x{300}…$/],
])('safeText(%j) fits %s', (text, expected) => {
  expect(safeText(text)).toMatch(expected);
});
