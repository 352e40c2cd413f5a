'use strict';
// OpenTelemetry's HTTP instrumentation without an SDK: it makes attributes, no spans.
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');

registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
require('node:http');
