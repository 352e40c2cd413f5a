import {
  EMAIL_PATTERN,
  FIRST_PATTERNS,
  SECRET_PATTERNS,
} from '../../../../src/core/redact/patterns/index.js';
import { createRedactor } from '../../../../src/core/redact/redactor.js';
import fc from '../../../support/fast-check.js';

/** Groups of an expression with what repeats them: `[content, quantifier]`, classes and escapes taken out. */
function groupsOf(source: string): [string, string][] {
  const bare = source.replace(/\\./g, 'e').replace(/\[[^\]]*\]/g, 'c');
  const groups: [string, string][] = [];
  const starts: number[] = [];
  for (let index = 0; index < bare.length; index++) {
    if (bare[index] === '(') starts.push(index + 1);
    if (bare[index] !== ')') continue;
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(bare.slice(index + 1))?.[0] ?? '';
    groups.push([bare.slice(starts.pop(), index), quantifier]);
  }
  return groups;
}

const OPEN_ENDED = /[*+]|\{\d+,\}/;

test.each(
  [...FIRST_PATTERNS, ...SECRET_PATTERNS, EMAIL_PATTERN].map(
    ({ name, expression }) => [name, expression()] as const,
  ),
)('no open-ended repetition inside another: %s', (_, expression) => {
  for (const [content, quantifier] of groupsOf(expression.source)) {
    if (OPEN_ENDED.test(quantifier)) expect(content).not.toMatch(/[*+]|\{\d+,\d*\}/);
  }
});

// Each would take hours by an expression that starts again at each character.
const dashes = '-'.repeat(5);
test.each([
  'a',
  ' ',
  '-',
  '"',
  "'",
  '\\',
  '\\"',
  '=',
  ':',
  '1',
  '4 ',
  '4-',
  'eyJ',
  '-eyJ',
  'eyJ.',
  'eyJaaaaaaaa.',
  '://',
  '://a:',
  '://a@',
  'bearer ',
  'Bearer  ',
  'Basic a',
  'authorization: ',
  'cookie:',
  'password=',
  "insert into t (password) values ('",
  'insert into t (',
  'your code for ',
  'token is ',
  'form-data; name="password"\n',
  '<a name="password">',
  '<key>password</key>',
  '&lt;password&gt;',
  'name: password\n',
  'mysql ',
  ' -p',
  '&code=a',
  '&state=b',
  'a=',
  '"a":',
  '"a":"',
  "'aa': '",
  "aa: '",
  'sk-',
  '-sk-',
  'SG.',
  'SG.aaaaaaaaaaaaaaaa',
  '_gh',
  'ghp_',
  'xoxb-',
  'password:',
  'password: a',
  'a@',
  'a@a.',
  'a.',
  '?sig=',
  '%41',
  '%2525',
  '%zz',
  'a=%',
  '&a=%3D',
  '%E2',
  'aa=bb=',
  '"a":"\\"',
  '"aa":"\\\\',
  '&sig',
  'hooks.slack.com/services/',
  `${dashes}BEGIN `,
  `${dashes}BEGIN PRIVATE KEY${dashes}`,
  `${dashes}END `,
  'token=a(',
  'cookie: ',
  'cookie: a=',
  'authorization: Digest a="',
  'token="{{',
  'token: [',
  'token: {',
  '"token":{"',
  'token=)',
  'token)=(',
  ')=(',
  'api key: ',
  'api key key ',
  "sid: '",
  '\\\\"token\\\\":\\\\"',
  '<aa>',
  '<token>',
  '--token ',
  '--token "',
  'name="token" value="',
  '"--token","',
  'curl -u a:',
  "password '",
  'identified by ',
  'a://b:c',
  'a://b:c ',
  'password a ',
  'password for a ',
  'password | ',
  'password is ',
  'mot de passe a, ',
  '1234 is your ',
  'code 1234 ',
  'otp for 1234: ',
  'otp: = 1234',
  "code d'authentification1234",
  'ssn 123-45-',
  'credential a:',
  'credential a:aA1!',
  'echo a |',
  'lftp -u a,',
  '--user a:',
  'kty k: "',
  'mnemonic: abandon ',
  'abandon ',
  'Path `password` (`',
  '?key=',
  'a:APA91b',
  '-us1',
  'token for a: ',
  'cookie value ',
  'ghp_-',
  'dp.st.',
  'sk-a.',
  ' /pass:',
  ' -p a',
  'pass a ',
  'password -> ',
  'password aA1!bbbb ',
  'phrase is abandon ',
  'credentials a/',
  'sign-in("',
  'password("a", ',
  's:aaaa.',
  'for 1234: ',
  'otp generated 1234 ',
  'use 1234 as your',
  'a:5432:a:',
  'state=a ',
  'Password":{"type":',
  "md5('",
  'md5((',
  "aes_encrypt(a, '",
  "md5(''",
  "identified by '",
  'create user a identified by ',
  'grant a to b identified by ',
  'identified by a replace b ',
  'A1 LOGIN a ',
  'AUTH PLAIN aaaaaaaaAA1',
  'USER a PASS ',
  'snmp-server community ',
  ' auth sha ',
  '\nenable password 7 ',
  'machine a login b password c ',
  'a:*:*:a:b\n',
  'Private-Lines: 1\nA1',
  'net user a ',
  '--from-literal=a=b ',
  'secret generic --from-literal="a=',
  'a /u:b /p:',
  'openssl passwd -salt a -1 ',
  'net use \\\\a ',
  'config set a:',
  'a:b | chpasswd',
  'aaaaa1 is the password ',
  'password aaaaa1 is the a b ',
  '---- BEGIN PRIVATE KEY ----',
  'nats://a',
  'openssl a -k ',
  'htpasswd -b a b ',
  'glpat-AAAA-',
  'a=+',
  '+a=b&',
  'login a password ',
  'A1 LOGIN a b ',
  '4111111111111111 ',
  'order 4111111111111111',
  'sk-ant-AAA-',
])('256 kB of %j', (piece) => {
  const short = milliseconds(piece, 32_768);
  const long = milliseconds(piece, 262_144);
  // Eight times the text takes eight times as long, not 64 times. What is over soon may have met the garbage collector.
  expect(long < 400 || long / short < 30).toBe(true);
});

/** Of the processor, for this piece up to the end of a line, and of the text. */
function milliseconds(piece: string, chars: number): number {
  const half = piece.repeat(Math.ceil(chars / 2 / piece.length));
  const text = `${half}\n${half}`;
  const redactor = createRedactor({ emails: true });
  const start = process.cpuUsage();
  expect(redactor.text(text).length).toBeLessThanOrEqual(text.length * 4);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

// What makes an expression or a loop read the same text again and again is seldom one piece alone.
test('any mixture of pieces', () => {
  const pieces = [
    'token',
    'sid',
    'a',
    ' ',
    ': ',
    ':',
    '=',
    ' = ',
    '=>',
    '"',
    "'",
    '\\',
    '\\"',
    '(',
    ')',
    '[',
    '{',
    '}',
    ']',
    '<',
    '>',
  ];
  pieces.push(
    '/',
    '://',
    '@',
    '--',
    '.',
    ',',
    ';',
    '&',
    '?',
    '%3D',
    '\n',
    '1',
    'ghp_',
    'eyJ',
    'Bearer ',
    'cookie',
    'password ',
    '|',
  );
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 }), (parts) => {
      const piece = parts.join('');
      createRedactor({ emails: true }).text(piece.repeat(Math.ceil(65_536 / piece.length)));
    }),
    { numRuns: 150 },
  );
});
