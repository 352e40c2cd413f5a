'use strict';
// winston as the contrib instrumentation sees it: `preloads/contrib.cjs` has started the SDK.
const { createRequire } = require('node:module');
const { MESSAGE, SPAN, fields } = require('./fixture.cjs');

const requirePeer = createRequire(`${process.env.BENCH_PEER}/package.json`);

exports.create = () => {
  const winston = requirePeer('winston');
  const { context, trace } = requirePeer('@opentelemetry/api');
  const { combine, timestamp, json } = winston.format;
  const logger = winston.createLogger({
    format: combine(timestamp(), json()),
    transports: [new winston.transports.Console()],
  });
  return {
    log: (index) => logger.info(MESSAGE, fields(index)),
    run: (fn) => context.with(trace.setSpanContext(context.active(), SPAN), fn),
    flush: () => globalThis.benchSdk?.shutdown(),
  };
};
