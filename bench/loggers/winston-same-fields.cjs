'use strict';
const winston = require('winston');
const { CONTEXT, MESSAGE, TRACE, fields } = require('./fixture.cjs');

exports.create = () => {
  const { combine, timestamp, json } = winston.format;
  const logger = winston.createLogger({
    format: combine(timestamp(), json()),
    transports: [new winston.transports.Console()],
  });
  const shared = { ...CONTEXT, ...TRACE };
  return { log: (index) => logger.info(MESSAGE, { ...shared, ...fields(index) }) };
};
