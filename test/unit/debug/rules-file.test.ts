import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRules, readRulesFile } from '../../../src/debug/rules-file.js';

const NOW = Date.parse('2030-01-31T12:00:00Z');
const UNTIL = '2030-01-31T12:10:00Z';
const parse = (...rules: unknown[]) => parseRules(JSON.stringify({ rules }), NOW);

test('a rule is what the file says, its level debug where that is left out', () => {
  const written = {
    id: 'a1',
    user_id: '42',
    correlation_id: 'order-7',
    until: UNTIL,
    by: 'ann',
    why: 'ticket 9',
  };
  expect(parse(written)).toEqual({
    problems: [],
    rules: [
      {
        id: 'a1',
        userId: '42',
        correlationId: 'order-7',
        level: 'debug',
        until: NOW + 600_000,
        by: 'ann',
        why: 'ticket 9',
      },
    ],
  });
});

test('a rule without an ID gets one that is the same at each reading', () => {
  const [one, other] = [parse({ user_id: '42', until: UNTIL }), parse({ user_id: '42', until: UNTIL })];
  expect(one.rules[0]!.id).toMatch(/^[0-9a-f]{8}$/);
  expect(other.rules[0]!.id).toBe(one.rules[0]!.id);
});

// A rule that is not understood as a whole holds for nobody: never for more than it was meant for.
test.each<[string, unknown, string]>([
  ['no object', '42', 'is no object'],
  ['a list', [], 'is no object'],
  ['null', null, 'is no object'],
  ['an unknown name', { userid: '42', until: UNTIL }, 'has an unknown name "userid"'],
  ['nobody', { until: UNTIL }, 'names neither user_id nor correlation_id'],
  ['a number as user', { user_id: 42, until: UNTIL }, 'as user_id'],
  ['an empty user', { user_id: ' ', until: UNTIL }, 'as user_id'],
  ['a long user', { user_id: 'x'.repeat(257), until: UNTIL }, 'as user_id'],
  ['no correlation ID', { correlation_id: 'a b', until: UNTIL }, 'correlation_id that is none'],
  ['an unknown level', { user_id: '42', level: 'loud', until: UNTIL }, 'has no level'],
  ['no end', { user_id: '42' }, 'has no until'],
  ['an end without a zone', { user_id: '42', until: '2030-01-31T12:10:00' }, 'has no until'],
  ['an end that is no time', { user_id: '42', until: '2030-13-31T12:10:00Z' }, 'has no until'],
  ['an end too far', { user_id: '42', until: '2030-02-01T12:00:01Z' }, 'more than 24 hours from now'],
  ['an ID with spaces', { id: 'a b', user_id: '42', until: UNTIL }, 'has an id'],
])('%s is no rule, and the others count', (_what, rule, problem) => {
  const { rules, problems } = parse(rule, { id: 'good', user_id: '1', until: UNTIL });
  expect(rules.map(({ id }) => id)).toEqual(['good']);
  expect(problems).toEqual([expect.stringContaining(problem)]);
  expect(problems[0]).toMatch(/^rule 1 is ignored: it /);
});

test('of two rules with one ID the first counts, and of more than a hundred the first hundred', () => {
  const twice = { id: 'a', user_id: '42', until: UNTIL };
  expect(parse(twice, twice)).toMatchObject({
    rules: [{ id: 'a' }],
    problems: [expect.stringContaining('id a')],
  });
  const many = Array.from({ length: 101 }, (_, index) => ({ id: `r${index}`, user_id: '42', until: UNTIL }));
  expect(parse(...many).rules).toHaveLength(100);
  expect(parse(...many).problems).toEqual([expect.stringContaining('more than 100')]);
});

test.each([
  ['{"rules": [', 'no JSON'],
  ['null', 'no object with a list'],
  ['[]', 'no object with a list'],
  ['{"rules": {}}', 'no object with a list'],
])('%s is no file of rules', (text, problem) => {
  expect(() => parseRules(text, NOW)).toThrow(problem);
});

test.each([' \n', '\ufeff', '\ufeff{"rules": []}'])('%j has no rules', (text) => {
  expect(parseRules(text, NOW)).toEqual({ rules: [], problems: [] });
});

describe('reading', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  const file = (name: string) => join(folder, name);

  test('a file is read up to its bound, its last byte included', () => {
    writeFileSync(file('most'), 'x'.repeat(256 * 1024));
    writeFileSync(file('more'), 'x'.repeat(256 * 1024 + 1));
    expect(readRulesFile(file('most'))).toHaveLength(256 * 1024);
    expect(() => readRulesFile(file('more'))).toThrow('more than 262144 bytes');
  });

  test('what is no file is refused at once, a named pipe that nobody writes to included', () => {
    mkdirSync(file('folder'));
    execFileSync('mkfifo', [file('pipe')]);
    expect(() => readRulesFile(file('folder'))).toThrow(/no file|EISDIR/);
    expect(() => readRulesFile(file('pipe'))).toThrow('no file');
    expect(() => readRulesFile('/dev/zero')).toThrow('no file');
    expect(() => readRulesFile(file('absent'))).toThrow('ENOENT');
  });
});
