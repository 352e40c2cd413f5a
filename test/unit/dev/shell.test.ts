import { execFileSync } from 'node:child_process';
import { forShell, quoted, shellWord } from '../../../src/dev/text/shell.js';

const ODD = [
  'plain',
  '',
  "it's",
  'a "b" c',
  '$HOME `id` \\',
  'C:\\a b\\c.js',
  '\u2018;calc\u2019',
  '-x',
  'a&b|c>d %PATH%',
];

test.each(ODD)('what is quoted is one word of a POSIX shell: %j', (word) => {
  for (const text of [quoted(word, false), shellWord(word, false)])
    expect(execFileSync('/bin/sh', ['-c', `printf '[%s]' ${text}`], { encoding: 'utf8' })).toBe(`[${word}]`);
});

test('a line break in a word does not end the line', () => {
  expect(quoted('a\nrm -r .', false)).toBe("'arm -r .'");
});

test.each([
  ['C:\\a b\\c.js', '"C:\\a b\\c.js"'],
  ["it's", "'it''s'"],
  // PowerShell takes these for quotes too.
  ['\u2019; calc', "'\u2019\u2019; calc'"],
])('a word for PowerShell: %s', (word, expected) => {
  expect(shellWord(word, true)).toBe(expected);
});

test.each([
  ['node app.js', 'node app.js'],
  ['OTEL_X=http://a:1 node app.js', "$env:OTEL_X='http://a:1'; node app.js"],
  [
    'set OTEL_SERVICE_NAME="my shop" (or TRACEBRIDGE_KEEP=all)',
    "set $env:OTEL_SERVICE_NAME='my shop'; (or $env:TRACEBRIDGE_KEEP='all')",
  ],
  ["A_B_C=it's node app.js", "$env:A_B_C='it''s'; node app.js"],
])('a command line for PowerShell: %s', (command, expected) => {
  expect(forShell(command, true)).toBe(expected);
  expect(forShell(command, false)).toBe(command);
});
