import { createRedactor } from '../../../../src/core/redact/index.js';
import { EMAIL_PATTERN, SECRET_PATTERNS } from '../../../../src/core/redact/patterns.js';

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

test.each([...SECRET_PATTERNS, EMAIL_PATTERN].map(({ name, expression }) => [name, expression] as const))(
  'no open-ended repetition inside another: %s',
  (_, expression) => {
    for (const [content, quantifier] of groupsOf(expression.source)) {
      if (OPEN_ENDED.test(quantifier)) expect(content).not.toMatch(/[*+]|\{\d+,\d*\}/);
    }
  },
);

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
])('1 MB of %j', (piece) => {
  const redactor = createRedactor({ emails: true });
  const text = piece.repeat(Math.ceil(1_048_576 / piece.length));
  expect(redactor.text(text).length).toBeLessThanOrEqual(text.length * 4);
  expect(typeof redactor.text(`${text}\n`)).toBe('string');
});
