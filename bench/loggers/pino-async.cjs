'use strict';
const { createRequire } = require('node:module');
const { CONTEXT, MESSAGE, TRACE, fields } = require('./fixture.cjs');

const requirePeer = createRequire(`${__dirname}/../peers/pino/package.json`);

/** Lines wait in memory, and are written 4 KiB at a time: what is there when the process crashes is lost. */
exports.create = () => {
  const pino = requirePeer('pino');
  const destination = pino.destination({ sync: false, minLength: 4096 });
  const logger = pino({ timestamp: pino.stdTimeFunctions.isoTime }, destination).child({
    ...CONTEXT,
    ...TRACE,
  });
  return {
    log: (index) => logger.info(fields(index), MESSAGE),
    flush: () => new Promise((resolve) => destination.flush(resolve)),
  };
};
