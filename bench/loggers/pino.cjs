'use strict';
const { createRequire } = require('node:module');
const { CONTEXT, MESSAGE, TRACE, fields } = require('./fixture.cjs');

const requirePeer = createRequire(`${__dirname}/../peers/pino/package.json`);

/** Context and trace are bound once: pino has no part that would look them up. */
exports.create = () => {
  const pino = requirePeer('pino');
  const logger = pino({ timestamp: pino.stdTimeFunctions.isoTime }).child({ ...CONTEXT, ...TRACE });
  return { log: (index) => logger.info(fields(index), MESSAGE) };
};
