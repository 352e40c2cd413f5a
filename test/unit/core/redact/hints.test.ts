import { hintsOf } from '../../../../src/core/redact/hints.js';
import { SECRET_PATTERNS } from '../../../../src/core/redact/patterns.js';
import { SECRETS } from '../../../support/secrets.js';

test.each(SECRETS)('the hints of $kind let its patterns search', ({ text }) => {
  const matching = SECRET_PATTERNS.filter(({ expression }) => text.search(expression) !== -1);
  expect(matching).not.toHaveLength(0);
  for (const { hints, needs } of matching) {
    expect(hintsOf(text) & hints).toBe(hints);
    expect(text).toContain(needs ?? '');
  }
});

test('each pattern has a secret in the corpus', () => {
  for (const { name, expression } of SECRET_PATTERNS) {
    expect([name, SECRETS.some(({ text }) => text.search(expression) !== -1)]).toEqual([name, true]);
  }
});

test.each([
  'Order processed successfully',
  'db_query',
  'GET',
  '/api/orders',
  'worker started, 3 of 10 jobs left',
])('ordinary text has none: %s', (text) => {
  expect(hintsOf(text)).toBe(0);
});
