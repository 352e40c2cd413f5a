export { correlation } from './http/adapters/hono/middleware.js';
export type { CorrelationOptions, IgnoreRule } from './http/options.js';
