import { hintsOf } from '../../../../src/core/redact/hints.js';
import { createKeyMatcher } from '../../../../src/core/redact/keys.js';
import { createNameTraits } from '../../../../src/core/redact/name-traits.js';
import { resolveRedactOptions } from '../../../../src/core/redact/options.js';
import {
  FIRST_PATTERNS,
  SECRET_PATTERNS,
  type SecretPattern,
} from '../../../../src/core/redact/patterns/index.js';
import { createRedactor } from '../../../../src/core/redact/redactor.js';
import { isSecretValue } from '../../../../src/core/redact/secret-value.js';
import { corpusLine, readLines } from '../../../support/redaction-corpus.js';

const PATTERNS = [...FIRST_PATTERNS, ...SECRET_PATTERNS];
const traitsOf = createNameTraits(createKeyMatcher(resolveRedactOptions()));
const redactor = createRedactor();

/** The text as this rule alone leaves it. */
function masked({ expression, mask }: SecretPattern, text: string): string {
  return text.replace(expression(), (match: string, ...rest: unknown[]) => {
    const groups = rest.slice(
      0,
      rest.findIndex((part) => typeof part === 'number'),
    ) as (string | undefined)[];
    return mask('[REDACTED]', match, groups, (name, value, form) =>
      isSecretValue(traitsOf(name), value, form),
    );
  });
}

/** Name, what is masked, what is kept. */
const table = readLines('rules.txt').filter((line) => line !== '' && !line.startsWith('# '));
const rows = table.flatMap((name, index) =>
  index % 3 === 0 ? [[name, table[index + 1] as string, table[index + 2] as string] as const] : [],
);

test('each rule has a row', () => {
  expect(rows.map(([name]) => name)).toEqual(PATTERNS.map(({ name }) => name));
});

test.each(rows)('%s: %s, %s', (name, example, harmless) => {
  const pattern = PATTERNS.find((one) => one.name === name) as SecretPattern;
  const { value, secrets } = corpusLine(example.slice(2), 7);
  const text = value as string;
  expect(hintsOf(text) & pattern.hints).toBe(pattern.hints);
  expect(text).toContain(pattern.needs ?? '');
  const clean = masked(pattern, text);
  expect(secrets.some((secret) => !clean.includes(secret))).toBe(true);
  for (const secret of secrets) expect(redactor.text(text)).not.toContain(secret);
  const kept = corpusLine(harmless.slice(2), 7).value as string;
  expect(redactor.text(kept)).toBe(kept);
});
