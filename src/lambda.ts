export type { LambdaContext } from './lambda/context.js';
export { type MiddyMiddleware, type MiddyRequest, telemetry } from './lambda/middy.js';
export type { LambdaOptions } from './lambda/options.js';
export { type BatchResponse, eachRecord } from './lambda/records.js';
export { type LambdaHandler, withTelemetry } from './lambda/wrap.js';
