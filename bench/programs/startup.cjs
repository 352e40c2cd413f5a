'use strict';
// Loads Express and winston, writes one line, listens, and says so.
const { createRequire } = require('node:module');

const requirePeer = createRequire(`${process.env.BENCH_MODULES}/package.json`);
const express = requirePeer('express');
const winston = requirePeer('winston');

const logger = winston.createLogger({ transports: [new winston.transports.Console()] });
const app = express();
app.get('/', (_request, response) => response.end());
app.listen(0, '127.0.0.1', () => {
  logger.info('listening');
  const { user, system } = process.cpuUsage();
  process.send({ cpuMillis: (user + system) / 1000 }, () => process.exit());
});
