'use strict';
// A Lambda function behind API Gateway. `withTelemetry` starts tracebridge unless NODE_OPTIONS has (lambda.yaml).
const { getLogger } = require('tracebridge');
const { withTelemetry } = require('tracebridge/lambda');

const log = getLogger('shop');

exports.handler = withTelemetry(async (event) => {
  log.info('Order received', { path: event.rawPath });
  return { statusCode: 202, body: JSON.stringify({ accepted: true }) };
});
