import { type Layer, observeLayers } from '../http/adapters/express/layers.js';
import { observeReplies } from '../http/adapters/fastify/replies.js';
import { observeRoutes } from '../http/adapters/hono/routes.js';
import { observeContexts } from '../http/adapters/koa/routes.js';

/** How the modules of frameworks are observed, by package and path. */
export const FRAMEWORK_MODULES: Readonly<Record<string, (exports: never) => void>> = {
  'express/lib/router/layer.js': observeLayerClass,
  'router/lib/layer.js': observeLayerClass,
  'koa/lib/context.js': observeContexts,
  'fastify/lib/reply.js': observeReplies,
  'hono/dist/router/smart-router/router.js': observeRouter,
  'hono/dist/cjs/router/smart-router/router.js': observeRouter,
};

function observeRouter({ SmartRouter }: { readonly SmartRouter: Parameters<typeof observeRoutes>[0] }): void {
  observeRoutes(SmartRouter);
}

function observeLayerClass(Layer: { readonly prototype: Layer }): void {
  observeLayers(Layer.prototype);
}
