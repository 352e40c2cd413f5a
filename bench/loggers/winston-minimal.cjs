'use strict';
// A ceiling: a line that costs nothing to make, through winston's streams and a transport that only writes.
const winston = require('winston');
const Transport = require('winston-transport');
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
  const log = (_info, next) => {
    process.stdout.write(`${LINE}\n`);
    next();
  };
  const logger = winston.createLogger({
    format: winston.format((info) => info)(),
    transports: [new Transport({ log })],
  });
  return { log: (index) => logger.info(MESSAGE, fields(index)) };
};
