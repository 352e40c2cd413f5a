import { REGISTER, runApp } from '../../support/apps/run-app.js';

/** What a request's span says at its end: status of the response, and `error.type` where it failed. */
const ENDINGS: Readonly<Record<string, [status?: number, errorType?: string]>> = {
  ok: [200],
  'early/hints': [200],
  'client/missing': [404, '404'],
  'server/boom': [503, '503'],
  unread: [200],
  'nobody listens': [200],
  head: [200],
  expect: [200],
  'all listeners removed': [200],
  'abort before the socket': [undefined, 'AbortError'],
  'destroy before the socket': [undefined, 'ECONNRESET'],
  'destroy with an error': [undefined, 'OWN_CODE'],
  'aborted signal': [undefined, 'AbortError'],
  'signal/hangs': [undefined, 'AbortError'],
  'timeout signal/hangs': [undefined, 'TimeoutError'],
  'timeout/hangs': [undefined, 'ECONNRESET'],
  refused: [undefined, 'ECONNREFUSED'],
  'unknown host': [undefined, 'ENOTFOUND'],
  'no connection': [undefined, 'TypeError'],
  'peer/resets': [undefined, 'ECONNRESET'],
  'peer/hangs-up': [undefined, 'ECONNRESET'],
  'peer/cuts': [200, 'ECONNRESET'],
  'peer/garbage': [undefined, 'HPE_INVALID_CONSTANT'],
  'given up/endless': [200, 'ECONNRESET'],
  upgrade: [101],
  'upgrade unheard': [101],
  'CONNECT of a tunnel': [200],
  fetch: [200],
  'fetch/timeout/hangs': [undefined, 'TimeoutError'],
  // The caller's own wish is no error to undici's instrumentation.
  'fetch/abort/hangs': [],
  'fetch/refused': [undefined, 'ECONNREFUSED'],
  'fetch/peer/hangs-up': [undefined, 'UND_ERR_SOCKET'],
};

test('the span of a request ends however the request ends, and says how', async () => {
  const { code, stderr, spans } = await runApp({
    args: ['--require', REGISTER, 'test/fixtures/http/client-endings.cjs'],
    env: { OTEL_LOGS_EXPORTER: 'none' },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const ended = spans
    .filter(({ kind }) => kind === 'client')
    .map(({ name, attributes, events, status }) => {
      const path = decodeURI(new URL(attributes['url.full']).pathname.slice(1));
      const errorType = attributes['error.type'];
      const told = [attributes['http.response.status_code'], errorType];
      // Failed means failed everywhere.
      expect(status.code).toBe(errorType === undefined ? 'unset' : 'error');
      for (const event of events) expect(event.attributes['exception.type']).toBe(errorType);
      return [
        name === 'CONNECT' ? 'CONNECT of a tunnel' : path,
        told.filter((_, i) => told.slice(i).some((v) => v !== undefined)),
      ];
    });
  expect(Object.fromEntries(ended)).toEqual(ENDINGS);
  expect(ended).toHaveLength(Object.keys(ENDINGS).length);
  const queries = spans.flatMap(({ attributes }) => attributes['url.query'] ?? []);
  expect(queries).toEqual(['page=2', 'page=2']); // of the server's span and the client's
}, 60_000);
