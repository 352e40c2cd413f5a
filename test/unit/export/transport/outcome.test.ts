import { connectionFailure, outcomeOfStatus } from '../../../../src/export/transport/outcome.js';

test.each([429, 502, 503, 504])('%i is retried', (status) => {
  expect(outcomeOfStatus(status, 5000)).toEqual({
    kind: 'retry',
    cause: { type: 'status', code: `HTTP ${status}` },
    retryAfterMillis: 5000,
  });
});

test.each([
  [400, 'payload'],
  [413, 'payload'],
  [422, 'payload'],
  [301, 'setup'],
  [401, 'setup'],
  [403, 'setup'],
  [404, 'setup'],
  [408, 'setup'],
  [415, 'setup'],
  [500, 'setup'],
  [501, 'setup'],
])('%i is refused for its %s', (status, type) => {
  expect(outcomeOfStatus(status, undefined)).toMatchObject({ kind: 'refused', cause: { type } });
});

test('a failed connection has the code of its error, or of the first address that failed', () => {
  expect(connectionFailure(Object.assign(new Error(), { code: 'EPIPE' }))).toMatchObject({
    cause: { code: 'EPIPE' },
  });
  const both = new AggregateError([Object.assign(new Error(), { code: 'ECONNREFUSED' })]);
  expect(connectionFailure(both)).toMatchObject({ kind: 'retry', cause: { code: 'ECONNREFUSED' } });
  expect(connectionFailure(new Error('odd'))).toMatchObject({ cause: { code: 'odd' } });
});

test.each(['EAI_AGAIN', 'ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'TIMEOUT'])(
  '%s is retried',
  (code) => {
    expect(connectionFailure(Object.assign(new Error(), { code }))).toMatchObject({
      kind: 'retry',
      cause: { type: 'connection', code },
    });
  },
);
