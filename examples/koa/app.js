// node --require tracebridge/register app.js
const Koa = require('koa');
const { Router } = require('@koa/router');
const { getLogger } = require('tracebridge');
const { correlation } = require('tracebridge/koa');

const log = getLogger('orders');
const app = new Koa();
const router = new Router();

app.use(correlation({ ignorePaths: '/health' }));

// Authentication may come later: lines written from here on carry the user.
app.use((ctx, next) => {
  if (ctx.headers.authorization) ctx.state.user = { id: 'u-42' };
  return next();
});

router.get('/orders/:id', (ctx) => {
  log.info('Order read', { order_id: ctx.params.id });
  ctx.body = { id: ctx.params.id };
});

router.get('/failure', async () => {
  throw new Error('The database is gone');
});

router.get('/health', (ctx) => {
  ctx.body = 'ok';
});

app.use(router.routes());

const server = app.listen(Number(process.env.PORT ?? 3000), () => {
  log.info('Listening', { port: server.address().port });
});
