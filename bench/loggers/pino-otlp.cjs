'use strict';
const { createRequire } = require('node:module');
const { CONTEXT, MESSAGE, TRACE, fields } = require('./fixture.cjs');

const requirePeer = createRequire(`${__dirname}/../peers/pino/package.json`);

/** A line on stdout and the record over OTLP, as pino-opentelemetry-transport's documentation shows. */
exports.create = () => {
  const pino = requirePeer('pino');
  const target = requirePeer.resolve('pino-opentelemetry-transport');
  const exporter = pino.transport({ target, options: { resourceAttributes: { 'service.name': 'bench' } } });
  const streams = pino.multistream([{ stream: process.stdout }, { stream: exporter }]);
  // The transport takes times as numbers only, pino's default.
  const logger = pino(streams).child({ ...CONTEXT, ...TRACE });
  return {
    log: (index) => logger.info(fields(index), MESSAGE),
    flush: async () => {
      exporter.end();
      await new Promise((resolve) => exporter.on('close', resolve));
    },
  };
};
