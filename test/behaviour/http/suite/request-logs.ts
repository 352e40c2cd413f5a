import { correlationIdToTraceId } from '../../../../src/correlation/correlation-id.js';
import { call, callAndLeave } from '../../../support/http/client.js';
import { newId, type Running } from '../shared-suite.js';

export function describeRequestLogs(running: Running): void {
  const ended = (id: string) =>
    running.app.waitForLine(
      (line) => line.correlation_id === id && /^Request (completed|failed)$/.test(line.message),
    );

  /** A request that ended later has written its lines after all of those before it. */
  const settle = async () => {
    const id = newId();
    await call(running.app.port, '/users/7', { headers: { 'X-Correlation-ID': id } });
    await ended(id);
  };

  it('logs the start and the end of a request, once', async () => {
    const id = newId();
    await call(running.app.port, '/users/7?page=2&token=s3cret&page=3', {
      headers: { 'X-Correlation-ID': id },
    });
    await ended(id);
    await settle();
    const lines = running.app.linesOf(id).filter((line) => line.logger === 'tracebridge.http');
    expect(lines.map(({ message }) => message)).toEqual(['Request started', 'Request completed']);
    const common = {
      level: 'INFO',
      request_path: '/users/7',
      request_method: 'GET',
      trace_id: correlationIdToTraceId(id),
    };
    expect(lines[0]).toMatchObject({
      ...common,
      client_ip: '127.0.0.1',
      query_params: { page: ['2', '3'], token: '[REDACTED]' },
    });
    expect(lines[1]).toMatchObject({ ...common, status_code: 200, duration_ms: expect.any(Number) });
    expect(lines[1]?.span_id).toBe(lines[0]?.span_id);
  });

  it('names the user that authentication finds later', async () => {
    const id = newId();
    await call(running.app.port, '/users/7', { headers: { 'X-Correlation-ID': id, 'X-User': '42' } });
    await ended(id);
    const users = running.app.linesOf(id).map(({ message, user_id }) => [message, user_id]);
    expect(users).toEqual([
      ['Request started', undefined],
      ['handled', '42'],
      ['Request completed', '42'],
    ]);
  });

  it('logs nothing for an ignored path, but keeps its ID', async () => {
    const id = newId();
    await call(running.app.port, '/health', { headers: { 'X-Correlation-ID': id } });
    await settle();
    const messages = running.app.linesOf(id).map(({ message }) => message);
    const logsAll = running.preloadLogs ? ['Request started', 'healthy', 'Request completed'] : ['healthy'];
    expect(messages).toEqual(logsAll);
  });

  it('logs a request whose client went away', async () => {
    const id = newId();
    const hanging = running.app.waitForLine(
      (line) => line.correlation_id === id && line.message === 'hanging',
    );
    await callAndLeave(running.app.port, '/hang', { 'X-Correlation-ID': id }, hanging);
    expect(await ended(id)).toMatchObject({
      level: 'WARNING',
      message: 'Request failed',
      error_type: 'RequestAborted',
      duration_ms: expect.any(Number),
    });
  });

  it('ignores X-Forwarded-For, which anyone can send', async () => {
    const id = newId();
    const headers = { 'X-Correlation-ID': id, 'X-Forwarded-For': '192.0.2.66' };
    await call(running.app.port, '/users/7', { headers });
    expect(await running.app.waitForLine((line) => line.correlation_id === id)).toMatchObject({
      client_ip: '127.0.0.1',
    });
  });
}
