'use strict';
const { createRequire } = require('node:module');
const { CONTEXT, MESSAGE, TRACE, fields } = require('./fixture.cjs');

const requirePeer = createRequire(`${__dirname}/../peers/pino/package.json`);

/**
 * A line on stdout and the record over OTLP, both by pino's worker thread: the transport asks for pino's configuration,
 * which a `multistream` doesn't pass on. It takes times as numbers only, pino's default.
 */
exports.create = () => {
  const pino = requirePeer('pino');
  const transport = pino.transport({
    targets: [
      { target: 'pino/file', options: { destination: 1 } },
      {
        target: requirePeer.resolve('pino-opentelemetry-transport'),
        options: {
          resourceAttributes: { 'service.name': 'bench' },
          logRecordProcessorOptions: [
            { recordProcessorType: 'batch', exporterOptions: { protocol: 'http/protobuf' } },
          ],
        },
      },
    ],
  });
  const logger = pino(transport).child({ ...CONTEXT, ...TRACE });
  return {
    log: (index) => logger.info(fields(index), MESSAGE),
    flush: async () => {
      // The worker keeps no process alive.
      const alive = setInterval(() => {}, 1000);
      const closed = new Promise((resolve) => transport.on('close', resolve));
      transport.end();
      await closed;
      clearInterval(alive);
    },
  };
};
