import { TRACEBRIDGE_VARIABLES } from '../../../src/config/variables.js';
import { nearest } from '../../../src/core/nearest.js';

const NAMES = Object.keys(TRACEBRIDGE_VARIABLES);

test.each([
  ['TRACEBRIDGE_EXPROT', 'TRACEBRIDGE_EXPORT'],
  ['TRACEBRIDGE_REDACT_KEY', 'TRACEBRIDGE_REDACT_KEYS'],
  ['tracebridge_trust', 'TRACEBRIDGE_TRUST'],
  ['TRACEBRIDGE_IGNORED_PATHS', 'TRACEBRIDGE_IGNORE_PATHS'],
  ['TRACEBRIDGE_RETRY_LIMIT', 'TRACEBRIDGE_RETRY_LIMIT_MS'],
  ['TRACEBRIDGE_COMPLETELY_OTHER', undefined],
  ['X', undefined],
])('%s is nearest to %s', (name, expected) => {
  expect(nearest(name, NAMES)).toBe(expected);
});
