import { call } from '../../../support/http/client.js';
import { type Framework, newId, type Running } from '../shared-suite.js';

export function describeErrors(running: Running, framework: Framework): void {
  it.each([
    ['thrown', '/sync-error', 'TypeError', 'sync failure'],
    ['rejected', '/async-error', 'RangeError', 'async failure'],
  ])('logs a %s error, once, and leaves the answer to the app', async (_name, path, type, message) => {
    const id = newId();
    const answer = await call(running.app.port, path, { headers: { 'X-Correlation-ID': id } });
    expect(answer.status).toBe(500);
    const line = await running.app.waitForLine(
      (one) => one.correlation_id === id && one.message === 'Request failed',
    );
    expect(line).toMatchObject({
      level: 'ERROR',
      error_type: type,
      duration_ms: expect.any(Number),
      exception: {
        type,
        message,
        traceback: expect.arrayContaining([expect.stringContaining('bridge.cjs')]),
      },
    });
    await running.receiver.waitFor((span) => span.attributes.correlation_id === id && span.kind === 'server');
    const lines = running.app.linesOf(id).filter((one) => one.logger === 'tracebridge.http');
    expect(lines.map((one) => one.message)).toEqual(['Request started', 'Request failed']);
  });

  it('marks the span of a failed request', async () => {
    const id = newId();
    await call(running.app.port, '/async-error', { headers: { 'X-Correlation-ID': id } });
    const span = await running.receiver.waitFor(
      (one) => one.attributes.correlation_id === id && one.kind === 'server',
    );
    expect(span.status.code).toBe('error');
    expect(span.attributes['http.response.status_code']).toBe(500);
    expect(span.events).toEqual([
      expect.objectContaining({
        name: 'exception',
        attributes: expect.objectContaining({
          'exception.type': 'RangeError',
          'exception.message': 'async failure',
        }),
      }),
    ]);
  });

  if (framework.mapsClientErrors) {
    it('takes an error that became an answer below 500 for an outcome', async () => {
      const id = newId();
      const answer = await call(running.app.port, '/client-error', { headers: { 'X-Correlation-ID': id } });
      expect(answer.status).toBe(422);
      expect(answer.headers['x-correlation-id']).toBe(id);
      const line = await running.app.waitForLine(
        (one) => one.correlation_id === id && /^Request (completed|failed)$/.test(one.message),
      );
      expect(line).toMatchObject({ level: 'INFO', message: 'Request completed', status_code: 422 });
    });
  }
}
