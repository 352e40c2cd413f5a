import { negotiate } from '../../../src/workers/handler/negotiate.js';

const OFFERS = ['application/json', 'application/openmetrics-text', 'text/plain'] as const;

test.each([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['text/plain', 'text/plain'],
  ['TEXT/Plain', 'text/plain'],
  ['text/*', 'text/plain'],
  ['application/*', 'application/json'],
  ['text/plain, */*', 'text/plain'],
  ['text/plain;q=0.5, */*', 'application/json'],
  ['application/json;q=0.5,text/plain;q=0.8', 'text/plain'],
  ['application/json;q=0, */*;q=0.1', 'application/openmetrics-text'],
  ['application/json;q=0,application/*;q=0.5', 'application/openmetrics-text'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/json'],
  ['image/png', 'application/json'],
  ['text/plain;q=high', 'application/json'],
  ['text/plain;q=7', 'application/json'],
  [`${'a/b,'.repeat(10_000)}text/plain`, 'application/json'],
  // What Prometheus 2 and 3 send.
  [
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    'application/openmetrics-text',
  ],
  [
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
    'application/openmetrics-text',
  ],
])('%s', (accept, expected) => {
  expect(negotiate(accept, OFFERS)).toBe(expected);
});
