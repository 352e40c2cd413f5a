'use strict';
// The file that the operator's NODE_OPTIONS requires; the application keeps its own winston and OpenTelemetry API.
require('tracebridge/register');
