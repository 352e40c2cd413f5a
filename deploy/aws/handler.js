'use strict';
// A Lambda function behind API Gateway; tracebridge comes by NODE_OPTIONS (lambda.yaml).
const { getLogger, start, withCorrelationId } = require('tracebridge');

const FLUSH_MILLIS = 2000;
const log = getLogger('shop');
const bridge = start(); // The handle of what the preload has started.

exports.handler = async (event) => {
  const correlationId = event.headers?.['x-correlation-id'];
  try {
    return correlationId ? await withCorrelationId(correlationId, () => answer(event)) : await answer(event);
  } finally {
    // Telemetry never fails the function: what is late is retried in the next call.
    await bridge.forceFlush(FLUSH_MILLIS).catch(() => {});
  }
};

async function answer(event) {
  log.info('Order received', { path: event.rawPath });
  return { statusCode: 202, body: JSON.stringify({ accepted: true }) };
}
