export {
  correlation,
  type HandlerWrapper,
  type NodeHandler,
  type NodeRequest,
  type NodeResponse,
} from './http/adapters/node/handler.js';
export type { CorrelationOptions, IgnoreRule } from './http/options.js';
