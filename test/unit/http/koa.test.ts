import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { correlation, type KoaContext } from '../../../src/koa.js';
import { call } from '../../support/http/client.js';
import { InProcess } from '../../support/http/in-process.js';

const Koa = require('koa');

const inProcess = new InProcess();
beforeAll(() => inProcess.start());
afterAll(() => inProcess.stop());

type Middleware = (ctx: AnyContext, next: () => Promise<unknown>) => unknown;
// biome-ignore lint/suspicious/noExplicitAny: Koa has no types of its own
type AnyContext = KoaContext & Record<string, any>;

async function outcome(...middlewares: Middleware[]) {
  const app = new Koa();
  app.silent = true;
  app.use(correlation());
  for (const middleware of middlewares) app.use(middleware);
  const port = await inProcess.listen(createServer(app.callback()));
  const id = randomUUID();
  const answer = await call(port, '/', { headers: { 'X-Correlation-ID': id } });
  return { id, answer, line: (await inProcess.linesOf(id)).at(-1), app };
}

const fail: Middleware = async () => {
  throw new TypeError('broken');
};

describe('errors in Koa', () => {
  it("keeps the header though Koa's own handler removes all", async () => {
    const { id, answer, line } = await outcome(fail);
    expect([answer.status, answer.headers['x-correlation-id']]).toEqual([500, id]);
    expect(line).toMatchObject({ message: 'Request failed', error_type: 'TypeError', status_code: 500 });
  });

  it('sees an error that an inner middleware handles and emits', async () => {
    const { answer, line } = await outcome(async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        ctx.status = 503;
        ctx.body = 'handled';
        ctx.app.emit('error', error, ctx);
      }
    }, fail);
    expect(answer.status).toBe(503);
    expect(line).toMatchObject({ message: 'Request failed', error_type: 'TypeError', status_code: 503 });
  });

  it('takes ctx.throw(404) for an outcome', async () => {
    const { line } = await outcome((ctx) => ctx.throw(404));
    expect(line).toMatchObject({ message: 'Request completed', status_code: 404 });
  });

  it("adds no listener to an app, and leaves Koa's own", async () => {
    const { app } = await outcome((ctx) => {
      ctx.body = 'ok';
    });
    expect(app.listenerCount('error')).toBe(1);
  });
});
