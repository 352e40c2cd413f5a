export {
  correlation,
  type HandlerWrapper,
  type Http2RequestListener,
  type NodeRequest,
} from './http/adapters/node/handler.js';
export type { CorrelationOptions, IgnoreRule } from './http/options.js';
