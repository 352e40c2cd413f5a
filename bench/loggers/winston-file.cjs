'use strict';
// Two transports: lines on stdout and in a file, which a process writes anew.
const { join } = require('node:path');
const { tmpdir } = require('node:os');
const winston = require('winston');
const { MESSAGE, fields } = require('./fixture.cjs');

exports.create = () => {
  const { combine, timestamp, json } = winston.format;
  const filename = join(tmpdir(), 'tracebridge-bench.log');
  const logger = winston.createLogger({
    format: combine(timestamp(), json()),
    transports: [
      new winston.transports.Console(),
      new winston.transports.File({ filename, options: { flags: 'w' } }),
    ],
  });
  return { log: (index) => logger.info(MESSAGE, fields(index)) };
};
