import { runApp } from '../../support/apps/run-app.js';

test('options of OpenTelemetry’s HttpInstrumentation hold for the bridge’s', async () => {
  const { stdout, stderr, spans } = await runApp({
    args: ['test/fixtures/http/client-configuration.cjs'],
    env: { OTEL_LOGS_EXPORTER: 'none' },
  });
  expect(stderr).toBe('[tracebridge] requestHook of the HTTP instrumentation failed: Error: of a hook\n');
  const clients = spans.filter(({ kind }) => kind === 'client').map(({ attributes }) => attributes);
  expect(clients.map((attributes) => attributes['app.path'])).toEqual([
    '/asked?key=hidden&b=%20c',
    '/listed',
    '/fails',
  ]);
  expect(clients[0]).toMatchObject({
    'url.full': expect.stringMatching(/\/asked\?key=.*REDACTED.*&b=%20c$/),
    'app.request': '/asked?key=hidden&b=%20c',
    'app.response': 200,
    'app.end': '/asked?key=hidden&b=%20c 200',
    'http.request.header.x-asked': ['this'],
    'http.response.header.x-told': ['yes'],
    'user_agent.synthetic.type': 'bot',
  });
  expect(clients[1]).toMatchObject({
    'http.request.header.x-asked': ['list'],
    'server.address': '127.0.0.1',
  });
  const seen: Record<string, unknown>[] = JSON.parse(stdout);
  expect(seen).toContainEqual({
    path: '/ignored',
    hostname: '127.0.0.1',
    port: 0,
    method: 'GET',
    headers: { a: '1' },
    protocol: 'http:',
  });
  const arrived = Object.fromEntries(
    seen.filter(({ url }) => url).map(({ url, hasTrace }) => [url, hasTrace]),
  );
  expect(arrived).toEqual({
    '/without-parent': false,
    '/ignored': false,
    '/asked?key=hidden&b=%20c': true,
    '/listed': true,
    '/fails': true,
  });
}, 60_000);
