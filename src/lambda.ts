import './lambda/load.js';

export { telemetry } from './lambda/middy.js';
export type { LambdaOptions } from './lambda/options.js';
export { type BatchResponse, eachRecord } from './lambda/records.js';
export { withTelemetry } from './lambda/wrap.js';
