import { hintsOf } from '../../../../src/core/redact/hints.js';
import { FIRST_PATTERNS, SECRET_PATTERNS } from '../../../../src/core/redact/patterns/index.js';
import { SECRETS } from '../../../support/secrets.js';

test.each(SECRETS)('the hints of $kind let its patterns search', ({ text }) => {
  for (const { expression, hints, needs } of [...FIRST_PATTERNS, ...SECRET_PATTERNS]) {
    if (text.search(expression()) === -1) continue;
    expect(hintsOf(text) & hints).toBe(hints);
    expect(text).toContain(needs ?? '');
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
