import { type SignedRule, signRule, verifyToken } from '../../../src/debug/token.js';

const NOW = Date.parse('2030-01-31T12:00:00Z');
const SECRET = 'f0e1d2c3b4a5968778695a4b3c2d1e0f';
const rule = { id: 'a1', level: 'debug', until: NOW + 600_000, userId: '42' } as const;
const verify = (text: string, secrets = [SECRET], now = NOW) => verifyToken(text, secrets, now);
const text = signRule(rule, SECRET);

test('what was signed is accepted, for its user and no other', () => {
  const signed = verify(text) as SignedRule;
  expect(signed).toMatchObject({
    id: 'a1',
    level: 'debug',
    until: NOW + 600_000,
    hasUser: true,
    isOnce: false,
  });
  expect([signed.isFor('42'), signed.isFor('43'), signed.isFor('')]).toEqual([true, false, false]);
  expect(signed.isForRequest('any')).toBe(true);
});

test('one for a correlation ID is for that one', () => {
  const { userId: _, ...rest } = rule;
  const signed = verify(signRule({ ...rest, correlationId: 'order-7' }, SECRET)) as SignedRule;
  expect(signed.hasUser).toBe(false);
  expect([signed.isForRequest('order-7'), signed.isForRequest('order-8')]).toEqual([true, false]);
});

test('it says neither the user nor the correlation ID, and fits into a member of tracestate', () => {
  const id = 'ann@example.com'.padEnd(128, '-');
  const long = signRule({ ...rule, id: 'x'.repeat(32), userId: id, correlationId: id }, SECRET, {
    isOnce: true,
  });
  expect(long).not.toContain('ann');
  expect(long.length).toBeLessThanOrEqual(256);
  expect(long).toMatch(/^[\x20-\x2b\x2d-\x7e]+$/);
});

test('each secret of a list counts, so that it can be changed while services run', () => {
  expect(verify(text, ['new', SECRET])).toMatchObject({ id: 'a1' });
  expect(verify(text, ['new'])).toBe('signature');
});

test.each(['s', 'ü', 'x'.repeat(10_000), 'a b;c=d'])('a secret may be of any length and kind', (secret) => {
  const signed = signRule(rule, secret);
  expect(verify(signed, [secret])).toMatchObject({ id: 'a1' });
  expect(verify(signed, [`${secret}.`])).toBe('signature');
});

const swapCase = (letters: string) =>
  letters.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
const replaced = (from: string | RegExp, to: string) => text.replace(from, to);

test.each<[string, string, string]>([
  ['nothing', '', 'unsigned'],
  ['a word', 'true', 'unsigned'],
  ['all but the signature', text.slice(0, text.indexOf(';sig=')), 'unsigned'],
  ['an empty signature', replaced(/sig=.*/, 'sig='), 'malformed'],
  ['one letter less', text.slice(0, -1), 'malformed'],
  ['one letter more', `${text}A`, 'malformed'],
  ['sent twice', `${text}, ${text}`, 'malformed'],
  ['a space before', ` ${text}`, 'malformed'],
  ['a line break behind', `${text}\n`, 'malformed'],
  ['64 KiB', text.padEnd(65_536, 'A'), 'malformed'],
  ['another version', replaced('v1', 'v2'), 'malformed'],
  ['other letter case', text.toUpperCase(), 'unsigned'],
  ['a signature in other letter case', replaced(/[^=]*$/, swapCase(text.split('sig=')[1]!)), 'signature'],
  ['another end', replaced(/until=\d/, 'until=9'), 'signature'],
  ['another level', replaced('level=debug', 'level=silly'), 'signature'],
  ['another rule', replaced('id=a1', 'id=a2'), 'signature'],
  ['another user', replaced(/user=./, 'user=_'), 'signature'],
  ['no user', replaced(/user=[^;]*;/, ''), 'signature'],
  ['once less', signRule(rule, SECRET, { isOnce: true }).replace(';once', ''), 'signature'],
  ['another secret', signRule(rule, 'other'), 'signature'],
  ['an unknown level, signed', signRule({ ...rule, level: 'loud' as never }, SECRET), 'malformed'],
  ['for nobody, signed', signRule({ ...rule, userId: undefined }, SECRET), 'malformed'],
  ['for longer than a day, signed', signRule({ ...rule, until: NOW + 86_401_000 }, SECRET), 'too_long'],
  ['ended, signed', signRule({ ...rule, until: NOW }, SECRET), 'expired'],
])('%s is refused', (_what, forged, reason) => {
  expect(verify(forged)).toBe(reason);
});

test('it ends at its second', () => {
  expect(verify(text, [SECRET], NOW + 599_999)).toMatchObject({ id: 'a1' });
  expect(verify(text, [SECRET], NOW + 600_000)).toBe('expired');
});

test('of the spellings of a signature that decode alike one counts', () => {
  const last = text.at(-1)!;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const others = [...alphabet].filter((letter) => letter !== last);
  expect(new Set(others.map((letter) => verify(text.slice(0, -1) + letter)))).toEqual(new Set(['signature']));
});
