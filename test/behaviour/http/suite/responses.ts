import { call } from '../../../support/http/client.js';
import { newId, type Running } from '../shared-suite.js';

export function describeResponses(running: Running): void {
  it.each([
    ['200', 'GET', '/users/7', 200],
    ['404', 'GET', '/no-such-route', 404],
    ['a thrown error', 'GET', '/sync-error', 500],
    ['a rejected promise', 'GET', '/async-error', 500],
    ['HEAD', 'HEAD', '/users/7', 200],
    ['a stream', 'GET', '/stream', 200],
    ['a head that the handler writes', 'GET', '/raw-head', 200],
    ['an ignored path', 'GET', '/health', 200],
  ])('carries the ID on %s', async (_name, method, path, status) => {
    const id = newId();
    const answer = await call(running.app.port, path, { method, headers: { 'X-Correlation-ID': id } });
    expect(answer.status).toBe(status);
    expect(answer.headers['x-correlation-id']).toBe(id);
  });

  it('keeps the header that the app sets', async () => {
    const answer = await call(running.app.port, '/own-header', { headers: { 'X-Correlation-ID': newId() } });
    expect(answer.headers['x-correlation-id']).toBe('own');
  });

  it('keeps repeated headers of a head that the handler writes', async () => {
    const answer = await call(running.app.port, '/raw-head');
    expect(answer.headers['x-raw']).toBe('1, 2');
  });

  it('streams all chunks, in the context of the request', async () => {
    const id = newId();
    const answer = await call(running.app.port, '/stream', { headers: { 'X-Correlation-ID': id } });
    expect(answer.body).toBe('one two three');
    await running.app.waitForLine((line) => line.correlation_id === id && line.message === 'chunk three');
  });
}
