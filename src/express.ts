export { correlation } from './http/adapters/express/middleware.js';
export type { CorrelationOptions, IgnoreRule } from './http/options.js';
