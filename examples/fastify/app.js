// node --require tracebridge/register app.js
const fastify = require('fastify');
const { getLogger } = require('tracebridge');
const { correlation } = require('tracebridge/fastify');

const log = getLogger('orders');
const app = fastify();

app.register(correlation, { ignorePaths: '/health' });

// Authentication may come later: lines written from here on carry the user.
app.addHook('preHandler', async (request) => {
  if (request.headers.authorization) request.user = { id: 'u-42' };
});

app.get('/orders/:id', async (request) => {
  log.info('Order read', { order_id: request.params.id });
  return { id: request.params.id };
});

app.get('/failure', async () => {
  throw new Error('The database is gone');
});

app.get('/health', async () => 'ok');

app.listen({ port: Number(process.env.PORT ?? 3000) }).then(() => {
  log.info('Listening', { port: app.server.address().port });
});
