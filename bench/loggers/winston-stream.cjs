'use strict';
// Two transports, neither of which withholds its callback: a File does when its disk is slow, and winston then leaves
// the formatting of what waits for later.
const { createWriteStream } = require('node:fs');
const os = require('node:os');
const winston = require('winston');
const { MESSAGE, fields } = require('./fixture.cjs');

exports.create = () => {
  const { combine, timestamp, json } = winston.format;
  const stream = createWriteStream(os.devNull);
  const logger = winston.createLogger({
    format: combine(timestamp(), json()),
    transports: [new winston.transports.Console(), new winston.transports.Stream({ stream })],
  });
  return { log: (index) => logger.info(MESSAGE, fields(index)) };
};
