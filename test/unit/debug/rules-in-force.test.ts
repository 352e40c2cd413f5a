import type { DebugRule } from '../../../src/debug/rule.js';
import { RulesInForce } from '../../../src/debug/rules-in-force.js';

let told: string[];
let rules: RulesInForce;

const rule = (id: string, more: Partial<DebugRule> = {}): DebugRule => ({
  id,
  level: 'debug',
  userId: '42',
  until: Date.now() + 60_000,
  ...more,
});

beforeEach(() => {
  told = [];
  rules = new RulesInForce(({ rule: { id }, isOn, source }) =>
    told.push(`${id} ${isOn ? 'on' : 'off'} ${source}`),
  );
});
afterEach(() => rules.end());

test('a rule comes into force once, stays when the file is read again, and ends when it is gone from the file', () => {
  const one = rule('a');
  rules.takeFile([one]);
  expect(rules.find('42', undefined)).toBe(one);
  rules.takeFile([{ ...one }, rule('b')]);
  expect(rules.find('42', undefined)).toBe(one);
  expect(rules.has(one)).toBe(true);
  rules.takeFile([]);
  expect(rules.has(one)).toBe(false);
  expect(rules.isAny).toBe(false);
  expect(told).toEqual(['a on file', 'b on file', 'a off file', 'b off file']);
});

test('a rule that is changed ends and begins anew', () => {
  const one = rule('a');
  rules.takeFile([one]);
  rules.takeFile([{ ...one, why: 'ticket' }]);
  expect(told).toEqual(['a on file', 'a off file', 'a on file']);
  expect(rules.has(one)).toBe(false);
});

/** One of 30 ms that came into force in time: on a busy machine it may have ended before. */
function takeShortRule() {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  rules = new RulesInForce((switched) => {
    if (!switched.isOn) resolve();
  });
  let short: DebugRule;
  do {
    short = rule('a', { until: Date.now() + 30 });
    rules.takeFile([short]);
  } while (!rules.isAny);
  return { short, ended };
}

test('it ends at its time by itself', async () => {
  const { short, ended } = takeShortRule();
  expect(rules.isAny).toBe(true);
  // The timer doesn't keep a process alive; jest has its own to do that.
  await ended;
  expect(Date.now()).toBeGreaterThanOrEqual(short.until);
  expect([rules.isAny, rules.has(short), rules.find('42', undefined)]).toEqual([false, false, undefined]);
});

test('its end is told, whenever between two looks at the clock it comes', async () => {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  rules = new RulesInForce((switched) => {
    if (!switched.isOn) resolve();
  });
  const until = Date.now() + 60_000;
  // The clock passes the end after the first look of the timer's.
  let looks = Number.POSITIVE_INFINITY;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => (looks-- > 0 ? until - 5 : until + 1));
  rules.takeFile([rule('a', { until })]);
  looks = 1;
  await ended;
  expect(rules.isAny).toBe(false);
  clock.mockRestore();
});

test('it ends after its time though the clock is set back', async () => {
  const { short, ended } = takeShortRule();
  rules.wait(Date.now() + 60_000);
  const now = Date.now.bind(Date);
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() - 60 * 86_400_000);
  await ended;
  expect([rules.has(short), rules.find('42', undefined)]).toEqual([false, undefined]);
  const { version } = rules;
  await new Promise((done) => setTimeout(done, 50));
  // What waits for a month now is not asked about again and again.
  expect(rules.version).toBe(version);
  clock.mockRestore();
});

test('one that has ended never comes into force', () => {
  rules.takeFile([rule('a', { until: Date.now() })]);
  expect([rules.isAny, told]).toEqual([false, []]);
});

test.each<[string, Partial<DebugRule>, string | undefined, string | undefined, boolean]>([
  ['a user', {}, '42', 'x', true],
  ['another user', {}, '43', 'x', false],
  ['no user yet', {}, undefined, 'x', false],
  ['an ID', { userId: undefined, correlationId: 'x' }, undefined, 'x', true],
  ['another ID', { userId: undefined, correlationId: 'x' }, '42', 'y', false],
  ['both', { correlationId: 'x' }, '42', 'x', true],
  ['one of both', { correlationId: 'x' }, '42', 'y', false],
  ['the other of both', { correlationId: 'x' }, '43', 'x', false],
])('%s', (_what, match, userId, correlationId, isFound) => {
  rules.takeFile([rule('a', match)]);
  expect(rules.find(userId, correlationId) !== undefined).toBe(isFound);
});

test('headers of one signature are one rule; one that the file has too is that one', () => {
  const header = rule('h');
  expect(rules.takeHeader(header)).toBe(header);
  expect(rules.takeHeader({ ...header })).toBe(header);
  const file = rule('f');
  rules.takeFile([file]);
  expect(rules.takeHeader(rule('f', { userId: undefined }))).toBe(file);
  expect(told).toEqual(['h on header', 'f on file']);
});

test('whoever signs header after header does not make it grow: the oldest ends', () => {
  const first = rules.takeHeader(rule('h0'));
  for (let index = 1; index <= 1000; index++) rules.takeHeader(rule(`h${index}`));
  expect(rules.has(first)).toBe(false);
  expect(told.filter((text) => text.includes('off'))).toEqual(['h0 off header']);
});
