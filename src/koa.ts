export { correlation, type KoaContext, type KoaMiddleware } from './http/adapters/koa/middleware.js';
export type { CorrelationOptions, IgnoreRule } from './http/options.js';
