import { AppProcess } from '../../support/http/app-process.js';
import { call } from '../../support/http/client.js';
import { newId } from './shared-suite.js';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe.each([
  ['Express', 'express'],
  ['node:http', 'node'],
  ['Fastify', 'fastify'],
  ['Koa', 'koa'],
  ['Hono', 'hono'],
  ['NestJS', 'nest'],
])('%s without an SDK', (_name, fixture) => {
  let app: AppProcess;

  beforeAll(async () => {
    app = await AppProcess.start(`test/fixtures/http/${fixture}.cjs`, [], {});
  });

  afterAll(async () => {
    await app?.stop();
  });

  it('still carries the ID, in logs and answers', async () => {
    const id = newId();
    const answer = await call(app.port, '/later', { headers: { 'X-Correlation-ID': id, 'X-User': '42' } });
    expect(answer.headers['x-correlation-id']).toBe(id);
    expect(JSON.parse(answer.body)).toEqual({ correlationId: id });
    await app.waitForLine((line) => line.correlation_id === id && line.message === 'Request completed');
    expect(app.linesOf(id).map(({ message }) => message)).toEqual([
      'Request started',
      'later',
      'Request completed',
    ]);
  });

  it('takes the ID of an incoming trace', async () => {
    const answer = await call(app.port, '/later', { headers: { traceparent: TRACEPARENT } });
    expect(answer.headers['x-correlation-id']).toBe('0af76519-16cd-43dd-8448-eb211c80319c');
  });

  it('logs a failed request', async () => {
    const id = newId();
    const answer = await call(app.port, '/async-error', { headers: { 'X-Correlation-ID': id } });
    expect(answer.headers['x-correlation-id']).toBe(id);
    const line = await app.waitForLine(
      (one) => one.correlation_id === id && /^Request (completed|failed)$/.test(one.message),
    );
    expect(line).toMatchObject({ level: 'ERROR', message: 'Request failed', error_type: 'RangeError' });
  });
});
