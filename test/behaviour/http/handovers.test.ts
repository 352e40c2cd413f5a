import { REGISTER, runApp } from '../../support/apps/run-app.js';

const EXPECTED: Readonly<
  Record<string, { name: string; status?: number; errorType?: string; logs: string[] }>
> = {
  checkContinue: { name: 'PUT', status: 200, logs: ['checkContinue', 'checkContinue end'] },
  checkExpectation: { name: 'PUT', status: 200, logs: ['checkExpectation', 'checkExpectation end'] },
  upgrade: { name: 'GET', status: 101, logs: ['upgrade', 'upgrade data', 'upgrade later'] },
  refused: { name: 'GET', status: 401, logs: ['upgrade'] },
  dropped: { name: 'GET', errorType: 'RequestAborted', logs: ['upgrade'] },
  connect: { name: 'CONNECT', status: 200, logs: ['connect', 'connect data', 'connect later'] },
};

test('requests with Expect, upgrades and CONNECT have span, ID and context', async () => {
  const { code, stderr, spans, logs } = await runApp({
    args: ['--require', REGISTER, 'test/fixtures/http/handovers.cjs'],
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const seen = spans.map(({ kind, name, traceId, spanId, attributes }) => {
    const lines = logs.filter((log) => log.attributes.correlation_id === attributes.correlation_id);
    for (const line of lines) expect([line.traceId, line.spanId]).toEqual([traceId, spanId]);
    const status = attributes['http.response.status_code'];
    const errorType = attributes['error.type'];
    const told = { ...(status && { status }), ...(errorType && { errorType }) };
    expect(kind).toBe('server');
    return [attributes.correlation_id, { name, ...told, logs: lines.map(({ body }) => body) }];
  });
  expect(Object.fromEntries(seen)).toEqual(EXPECTED);
  expect(seen).toHaveLength(Object.keys(EXPECTED).length);
}, 60_000);
