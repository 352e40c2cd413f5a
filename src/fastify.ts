export { correlation } from './http/adapters/fastify/plugin.js';
export type { CorrelationOptions, IgnoreRule } from './http/options.js';
