'use strict';
const winston = require('winston');
const { MESSAGE, fields } = require('./fixture.cjs');

exports.create = () => {
  const { combine, timestamp, errors, json } = winston.format;
  const logger = winston.createLogger({
    format: combine(timestamp(), errors({ stack: true }), json()),
    transports: [new winston.transports.Console()],
  });
  return { log: (index) => logger.info(MESSAGE, fields(index)) };
};
