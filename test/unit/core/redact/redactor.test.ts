import { createNormalizer } from '../../../../src/core/normalize/index.js';
import { createRedactor } from '../../../../src/core/redact/redactor.js';
import { SECRETS } from '../../../support/secrets.js';

const redactor = createRedactor();

describe('secrets in text', () => {
  test.each(SECRETS)('masks $kind', ({ text, secret }) => {
    const before = redactor.count;
    const clean = redactor.text(text);
    expect(clean).not.toContain(secret);
    expect(clean).toContain('[REDACTED]');
    expect(redactor.count).toBeGreaterThan(before);
    expect(redactor.text(clean)).toBe(clean);
  });

  test.each([
    'Request completed',
    'Basic auth is enabled, the basic plan is not',
    'the bearer of bad news',
    'Bearer token is missing',
    'timestamp 1700000000000, order 1234567890123456, span 00f067aa0ba902b7',
    '550e8400-e29b-41d4-a716-446655440000',
    '4bf92f3577b34da6a3ce929d0e0e4736',
    'https://example.com:8080/a@b?q=1&page=2',
    'git@github.com:a/b.git',
    'SELECT * FROM users WHERE id=1 AND name="x"',
    'token_count=12, tokenizer: bpe, secretary: Ann',
    'at Object.<anonymous> (/app/node_modules/sk-lib/index.js:10:5)',
    'mail to a@example.com',
  ])('leaves %j as it is', (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  test.each([
    ['url=https://host/?token=abcdef&b=1', 'url=https://host/?token=[REDACTED]&b=1'],
    ['url="https://host/?token=abcdef&b=1" x', 'url="https://host/?token=[REDACTED]&b=1" x'],
    ['?next=/login?password=hunter2&token=a1', '?next=/login?password=[REDACTED]&token=[REDACTED]'],
  ])('finds the secret in the value of a harmless name: %s', (text, clean) => {
    expect(redactor.text(text)).toBe(clean);
  });

  test.each([
    ['?next=%2Flogin%3Ftoken%3Dabcdef&page=%31', '?next=/login?token=[REDACTED]&page=%31'],
    ['?next=%2Flogin%3Ftoken%253Dabcdef', '?next=/login?token=[REDACTED]'],
    ['q=password%3A+hunter2&r=a%20b', 'q=password: [REDACTED]&r=a%20b'],
    ['/files/the%20key%20ghp_0123456789abcdefXYZ', '/files/the key [REDACTED]'],
  ])('finds the secret in what is percent-encoded: %s', (text, clean) => {
    expect(redactor.text(text)).toBe(clean);
  });

  test.each(['100%25 fine', '%zz%41', 'a%20b+c', '%E2%28 %F0'])('leaves %j as it is', (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  test('finds the secret in JSON text inside of JSON, at each level', () => {
    let value: unknown = { password: 'hunter2', note: 'a\n"b"' };
    for (let level = 0; level < 4; level++) {
      value = { b: JSON.stringify(value) };
      let clean: unknown = redactor.text(JSON.stringify(value));
      for (let depth = 0; depth <= level; depth++) clean = (JSON.parse(clean as string) as { b: string }).b;
      expect(JSON.parse(clean as string)).toEqual({ password: '[REDACTED]', note: 'a\n"b"' });
    }
  });

  test('keeps what tells the kind of secret', () => {
    expect(redactor.text('Bearer abc.def')).toBe('Bearer [REDACTED]');
    expect(redactor.text('https://u:p@host/x?sig=abc&v=1')).toBe(
      'https://[REDACTED]:[REDACTED]@host/x?sig=[REDACTED]&v=1',
    );
    expect(redactor.text('authorization: Basic Zm9vOmJhcg==')).toBe('authorization: Basic [REDACTED]');
  });

  test.each([
    [
      '{"user":"ann","password":"a\\"b c","pin":1234,"cvv":null}',
      '{"user":"ann","password":"[REDACTED]","pin":[REDACTED],"cvv":null}',
    ],
    ['"{\\"token\\":\\"abc def\\",\\"a\\":1}"', '"{\\"token\\":\\"[REDACTED]\\",\\"a\\":1}"'],
    ["{ user: 'ann', password: 'hunter2' }", "{ user: 'ann', password: '[REDACTED]' }"],
    ['password: hunter2, retry', 'password: [REDACTED], retry'],
    ['wrong password: try again', 'wrong password: try again'],
    ['SyntaxError: Unexpected token: expected }', 'SyntaxError: Unexpected token: expected }'],
    ['total_tokens=12&access_token=abc', 'total_tokens=12&access_token=[REDACTED]'],
    ['Set-Cookie: a=b; Path=/', 'Set-Cookie: [REDACTED]'],
    ['sig=abc&page=2', 'sig=[REDACTED]&page=2'],
    ['/f?Signature=abc123&Expires=99', '/f?Signature=[REDACTED]&Expires=99'],
    ['signature=abc123', 'signature=abc123'],
  ])('%s', (text, expected) => {
    expect(redactor.text(text)).toBe(expected);
  });

  test('a private key that was cut before its end is masked to the end', () => {
    expect(redactor.text(`x ${'-'.repeat(5)}BEGIN PRIVATE KEY${'-'.repeat(5)}\nMIIabc`)).toBe('x [REDACTED]');
  });
});

describe('secret field names', () => {
  test.each([
    'password',
    'PASSWORD',
    'user_password',
    'dbPassword',
    'mypassword',
    'passwd',
    'pwd',
    'secret',
    'client_secret',
    'clientSecret',
    'token',
    'access_token',
    'accessToken',
    'ACCESS-TOKEN',
    'accesstoken',
    'refresh_token',
    'id_token',
    'api_key',
    'apikey',
    'apiKey',
    'API_KEY',
    'X-Api-Key',
    'authorization',
    'Proxy-Authorization',
    'cookie',
    'Set-Cookie',
    'http.request.header.authorization',
    'private_key',
    'credentials',
    'session',
    'csrf',
    'x-csrf-token',
    'ssn',
    'card_number',
    'cardNumber',
    'cvv',
    'pin',
    'AWS_SECRET_ACCESS_KEY',
    'password_hash',
  ])('%s', (key) => {
    expect(redactor.keyRule(key)).not.toBe(0);
  });

  test.each([
    'token_count',
    'tokenizer',
    'secretary',
    'pinned',
    'passenger',
    'author',
    'key',
    'id',
    'public_key',
    'primary_key',
    'next_page_token',
    'pageToken',
    'spin',
    'map_pin',
    'cookie_consent',
    'description',
    'password_reset_at',
    'operation',
    'duration_ms',
    'correlation_id',
    'compass',
    'bypass',
  ])('not %s', (key) => {
    expect(redactor.keyRule(key)).toBe(0);
  });

  test('an ID of a session is secret where it is random', () => {
    const hides = (value: unknown) => redactor.hides(redactor.keyRule('session.id'), value);
    expect(hides('kB3vXz81LqTn5RfYw2Dg7HsJ')).toBe(true);
    for (const value of [
      '7f2c1e90-55aa-4b1c-9d3e-0a1b2c3d4e5f',
      'chat-2024-05-01',
      '507f1f77bcf86cd799439011',
      42,
    ])
      expect(hides(value)).toBe(false);
  });

  test('counts under plural names are kept', () => {
    const rule = redactor.keyRule('total_tokens');
    expect(redactor.hides(rule, 812)).toBe(false);
    expect(redactor.hides(rule, ['k4'])).toBe(true);
  });
});

describe('what describes a secret is kept', () => {
  const hides = (name: string, value: unknown) => redactor.hides(redactor.keyRule(name), value);

  test.each<[string, unknown]>([
    ['pin', 13],
    ['pin', { number: 4, mode: 'input' }],
    ['password', { type: 'string', minLength: 8, description: 'Your password' }],
    ['password', 'must be at least 8 characters'],
    ['password', ['is too short', 'must contain a digit']],
    ['tokens', { prompt: 512, completion: 128 }],
    ['session', { active: true, count: 2 }],
    ['cookie', { httpOnly: true, maxAge: 3_600_000, sameSite: 'lax' }],
    ['auth', { type: 'oauth2', enabled: false }],
  ])('%s: %j', (name, value) => {
    expect(hides(name, value)).toBe(false);
  });

  test.each<[string, unknown]>([
    ['pin', 4711],
    ['password', { value: 'letmein' }],
    ['password', { type: 'kB3vXz81LqTn5RfYw2Dg7HsJ' }],
    ['password', 'correct horse battery staple'],
    ['password', ['letmein']],
    ['session', { id: 'abc', active: true }],
    ['auth', { user: 'ann', pass: 'letmein' }],
    ['secret', { a: { b: { c: { d: { e: true } } } } }],
  ])('but not %s: %j', (name, value) => {
    expect(hides(name, value)).toBe(true);
  });

  test('nothing of the app runs', () => {
    const calls: string[] = [];
    const trap = () => {
      calls.push('trap');
      return 'string';
    };
    expect(hides('password', Object.defineProperty({}, 'type', { get: trap, enumerable: true }))).toBe(true);
    expect(hides('password', { type: new Proxy({}, { get: trap, ownKeys: trap as never }) })).toBe(true);
    expect(hides('password', { type: { toString: trap, toJSON: trap } })).toBe(true);
    expect(calls).toEqual([]);
  });
});

describe('options', () => {
  test('keys, patterns, replacement, emails and allowKeys', () => {
    const own = createRedactor({
      keys: ['iban', /^internal_/],
      patterns: [/AC-\d+/],
      replacement: '***',
      emails: true,
      allowKeys: ['csrf'],
    });
    expect(own.keyRule('customer_IBAN')).toBe(1);
    expect(own.keyRule('internal_note')).toBe(1);
    expect(own.keyRule('csrf')).toBe(0);
    expect(own.text('AC-1 and AC-22 by ann@example.com')).toBe('*** and *** by ***');
    expect(own.count).toBe(3);
  });

  test('names in other scripts', () => {
    const own = createRedactor({ keys: ['пароль', '__'] });
    expect(own.keyRule('ПАРОЛЬ')).toBe(1);
    expect(own.keyRule('имя')).toBe(0);
    expect(own.keyRule('…')).toBe(0);
  });

  test.each([
    [{ keys: 'password' }, 'redact.keys'],
    [{ patterns: ['x'] }, 'redact.patterns'],
    [{ replacement: 1 }, 'redact.replacement'],
    [{ emails: 'yes' }, 'redact.emails'],
    [{ allowKeys: [''] }, 'redact.allowKeys'],
    [{ key: [] }, 'redact.key'],
  ])('%j is refused', (options, name) => {
    expect(() => createRedactor(options as never)).toThrow(
      expect.objectContaining({
        code: 'TRACEBRIDGE_INVALID_OPTION',
        message: expect.stringContaining(`\`${name}\``),
      }),
    );
  });
});

test('what the normaliser masks is counted', () => {
  const counted = createRedactor();
  const normalizer = createNormalizer({ redactor: counted });
  normalizer.toFields({
    password: 'a',
    nested: [{ token: 'b' }],
    note: 'Bearer abc and Bearer def',
    ok: true,
    pin: null,
  });
  expect(counted.count).toBe(4);
});
