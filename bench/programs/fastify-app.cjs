'use strict';
// The route of order-app.cjs in Fastify.

/** @param requireFrom a `require` that finds fastify and winston */
exports.createOrderServer = async (requireFrom) => {
  const fastify = requireFrom('fastify');
  const winston = requireFrom('winston');
  const { combine, timestamp, json } = winston.format;
  const logger = winston.createLogger({
    format: combine(timestamp(), json()),
    transports: [new winston.transports.Console()],
  });
  const app = fastify();
  app.get('/orders/:id', async ({ params: { id } }) => {
    logger.info('Order requested', { order_id: id });
    logger.info('Order found', { order_id: id, amount: 19.9, currency: 'EUR' });
    return { id, amount: 19.9, currency: 'EUR' };
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app.server;
};
