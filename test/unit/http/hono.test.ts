import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { getCorrelationId } from '../../../src/correlation/scope.js';
import { correlation } from '../../../src/hono.js';
import { InProcess } from '../../support/http/in-process.js';

const inProcess = new InProcess();
beforeAll(() => inProcess.start());
afterAll(() => inProcess.stop());

function appWith(define: (app: Hono) => void): Hono {
  const app = new Hono();
  app.use(correlation());
  define(app);
  app.onError((_error, c) => c.text('failed', 500));
  return app;
}

async function request(app: Hono, path: string) {
  const id = randomUUID();
  const response = await app.request(path, { headers: { 'X-Correlation-ID': id } });
  return { id, response, lines: await inProcess.linesOf(id) };
}

// There is no connection here: the web `Request` is all that there is.
describe('app.request() of Hono', () => {
  it('has the ID, the context, the logs and the span', async () => {
    const app = appWith((one) => one.get('/users/:id', (c) => c.text(String(getCorrelationId()))));
    const { id, response, lines } = await request(app, '/users/7?page=1');
    expect(response.headers.get('x-correlation-id')).toBe(id);
    expect(await response.text()).toBe(id);
    expect(lines.map(({ message }) => message)).toEqual(['Request started', 'Request completed']);
    expect(lines[0]).toMatchObject({ request_path: '/users/7', query_params: { page: '1' } });
    expect(lines[0]).not.toHaveProperty('client_ip');
    expect((await inProcess.spanOf(id)).name).toBe('GET /users/:id');
  });

  it('has them for an error', async () => {
    const app = appWith((one) =>
      one.get('/', () => {
        throw new TypeError('broken');
      }),
    );
    const { id, response, lines } = await request(app, '/');
    expect([response.status, response.headers.get('x-correlation-id')]).toEqual([500, id]);
    expect(lines[1]).toMatchObject({ message: 'Request failed', error_type: 'TypeError', status_code: 500 });
  });

  it('has them for a path without a route', async () => {
    const { id, response, lines } = await request(
      appWith(() => undefined),
      '/none',
    );
    expect([response.status, response.headers.get('x-correlation-id')]).toEqual([404, id]);
    expect(lines[1]).toMatchObject({ message: 'Request completed', status_code: 404 });
    expect((await inProcess.spanOf(id)).name).toBe('GET');
  });

  it('keeps the header that the app sets', async () => {
    const app = appWith((one) => one.get('/', (c) => c.text('ok', 200, { 'X-Correlation-ID': 'own' })));
    expect((await request(app, '/')).response.headers.get('x-correlation-id')).toBe('own');
  });
});
