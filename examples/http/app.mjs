// node --import tracebridge/register app.mjs
import { createServer } from 'node:http';
import { getLogger } from 'tracebridge';
import { correlation } from 'tracebridge/http';

const log = getLogger('orders');

const server = createServer(
  correlation({ ignorePaths: '/health' })(async (request, response) => {
    // Authentication may come later: lines written from here on carry the user.
    if (request.headers.authorization) request.user = { id: 'u-42' };

    try {
      const [, resource, id] = request.url.split('/');
      if (resource === 'health') return response.end('ok');
      if (resource === 'failure') throw new Error('The database is gone');
      if (resource !== 'orders') return response.writeHead(404).end();
      log.info('Order read', { order_id: id });
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ id }));
    } catch (error) {
      log.exception('Request could not be answered', error);
      response.writeHead(500).end();
    }
  }),
);

server.listen(Number(process.env.PORT ?? 3000), () => {
  log.info('Listening', { port: server.address().port });
});
