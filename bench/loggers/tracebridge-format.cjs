'use strict';
const winston = require('winston');
const { structuredJson } = require('../../dist/winston.js');
const { MESSAGE, fields } = require('./fixture.cjs');

exports.create = () => {
  const logger = winston.createLogger({
    format: structuredJson({ logger: 'shop.orders' }),
    transports: [new winston.transports.Console()],
  });
  return { log: (index) => logger.info(MESSAGE, fields(index)) };
};
