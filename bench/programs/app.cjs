'use strict';
// An Express app with one route that logs two lines with winston. BENCH_MODULES says where its packages are.
const { createRequire } = require('node:module');

const requirePeer = createRequire(`${process.env.BENCH_MODULES}/package.json`);
const express = requirePeer('express');
const winston = requirePeer('winston');

const { combine, timestamp, json } = winston.format;
const logger = winston.createLogger({
  format: combine(timestamp(), json()),
  transports: [new winston.transports.Console()],
});

const app = express();
app.get('/orders/:id', (request, response) => {
  logger.info('Order requested', { order_id: request.params.id });
  logger.info('Order found', { order_id: request.params.id, amount: 19.9, currency: 'EUR' });
  response.json({ id: request.params.id, amount: 19.9, currency: 'EUR' });
});

process.on('message', () => {
  const main = process.threadCpuUsage();
  const all = process.cpuUsage();
  process.send({ cpuMicros: main.user + main.system, allCpuMicros: all.user + all.system });
});

const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
