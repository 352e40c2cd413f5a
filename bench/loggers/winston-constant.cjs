'use strict';
// A ceiling: a line that costs nothing to make, through winston's streams and its Console transport.
const winston = require('winston');
const { CONTEXT, MESSAGE, TRACE, fields } = require('./fixture.cjs');

const LINE = JSON.stringify({
  timestamp: new Date(),
  level: 'INFO',
  message: MESSAGE,
  ...CONTEXT,
  ...TRACE,
  ...fields(0),
});

exports.create = () => {
  const constant = winston.format((info) => {
    info[Symbol.for('message')] = LINE;
    return info;
  });
  const logger = winston.createLogger({ format: constant(), transports: [new winston.transports.Console()] });
  return { log: (index) => logger.info(MESSAGE, fields(index)) };
};
