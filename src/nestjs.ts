export { CorrelationInterceptor } from './http/adapters/nestjs/interceptor.js';
export { TracebridgeLogger } from './http/adapters/nestjs/logger.js';
export { CorrelationModule } from './http/adapters/nestjs/module.js';
export type { NestRequest } from './http/adapters/nestjs/request.js';
export type { CorrelationOptions, IgnoreRule } from './http/options.js';
