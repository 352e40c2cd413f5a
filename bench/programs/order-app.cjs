'use strict';
// An Express app, each route of which logs two lines with winston.

/** @param requireFrom a `require` that finds express and winston */
exports.createOrderApp = (requireFrom) => {
  const express = requireFrom('express');
  const winston = requireFrom('winston');
  const { combine, timestamp, json } = winston.format;
  const logger = winston.createLogger({
    format: combine(timestamp(), json()),
    transports: [new winston.transports.Console()],
  });
  const app = express();
  app.post('/orders', express.json(), ({ body: { id, amount } }, response) => {
    logger.info('Order placed', { order_id: id });
    logger.info('Order paid', { order_id: id, amount, currency: 'EUR' });
    response.json({ id });
  });
  app.get('/orders/:id', (request, response) => {
    logger.info('Order requested', { order_id: request.params.id });
    logger.info('Order found', { order_id: request.params.id, amount: 19.9, currency: 'EUR' });
    response.json({ id: request.params.id, amount: 19.9, currency: 'EUR' });
  });
  return app;
};
