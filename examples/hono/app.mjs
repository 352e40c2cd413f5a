// node --import tracebridge/register app.mjs
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { getLogger } from 'tracebridge';
import { correlation } from 'tracebridge/hono';

const log = getLogger('orders');
const app = new Hono();

app.use(correlation({ ignorePaths: '/health' }));

// Authentication may come later: lines written from here on carry the user.
app.use(async (c, next) => {
  if (c.req.header('authorization')) c.set('user', { id: 'u-42' });
  await next();
});

app.get('/orders/:id', (c) => {
  log.info('Order read', { order_id: c.req.param('id') });
  return c.json({ id: c.req.param('id') });
});

app.get('/failure', async () => {
  throw new Error('The database is gone');
});

app.get('/health', (c) => c.text('ok'));

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => {
  log.info('Listening', { port });
});
