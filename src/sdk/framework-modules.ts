import {
  type Layer,
  observeLayers,
  observeRouter,
  type RouterPrototype,
} from '../http/adapters/express/layers.js';
import { observeErrors, observeReplies } from '../http/adapters/fastify/replies.js';
import { observeRoutes } from '../http/adapters/hono/routes.js';
import { observeContexts } from '../http/adapters/koa/routes.js';

/** How the modules of frameworks are observed, by package and path. */
export const FRAMEWORK_MODULES: Readonly<Record<string, (exports: never) => void>> = {
  'express/lib/router/layer.js': observeLayerClass,
  'express/lib/router/index.js': observeRouter,
  'router/lib/layer.js': observeLayerClass,
  'router/index.js': observeRouterClass,
  'koa/lib/context.js': observeContexts,
  'fastify/lib/reply.js': observeReplies,
  'fastify/lib/error-handler.js': observeErrors,
  'hono/dist/router/smart-router/router.js': observeHonoRouter,
  'hono/dist/cjs/router/smart-router/router.js': observeHonoRouter,
};

function observeHonoRouter({
  SmartRouter,
}: {
  readonly SmartRouter: Parameters<typeof observeRoutes>[0];
}): void {
  observeRoutes(SmartRouter);
}

function observeLayerClass(Layer: { readonly prototype: Layer }): void {
  observeLayers(Layer.prototype);
}

function observeRouterClass(Router: { readonly prototype: RouterPrototype }): void {
  observeRouter(Router.prototype);
}
