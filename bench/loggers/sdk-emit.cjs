'use strict';
// A ceiling: the SDK's own logger, records handed to a batch processor whose exporter does nothing. No line.
const { BatchLogRecordProcessor, LoggerProvider } = require('@opentelemetry/sdk-logs');
const { CONTEXT, MESSAGE, fields } = require('./fixture.cjs');

exports.create = () => {
  const exporter = {
    export: (_records, done) => done({ code: 0 }),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('shop.orders');
  return {
    log: (index) =>
      logger.emit({
        severityNumber: 9,
        severityText: 'INFO',
        body: MESSAGE,
        attributes: { ...CONTEXT, ...fields(index) },
      }),
  };
};
