// node --require tracebridge/register app.js
const express = require('express');
const { getLogger } = require('tracebridge');
const { correlation } = require('tracebridge/express');

const log = getLogger('orders');
const app = express();

app.use(correlation({ ignorePaths: '/health' }));

// Authentication may come later: lines written from here on carry the user.
app.use((request, _response, next) => {
  if (request.headers.authorization) request.user = { id: 'u-42' };
  next();
});

app.get('/orders/:id', (request, response) => {
  log.info('Order read', { order_id: request.params.id });
  response.json({ id: request.params.id });
});

app.get('/failure', async () => {
  throw new Error('The database is gone');
});

app.get('/health', (_request, response) => {
  response.send('ok');
});

const server = app.listen(Number(process.env.PORT ?? 3000), () => {
  log.info('Listening', { port: server.address().port });
});
