import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import {
  InstrumentationBase,
  InstrumentationNodeModuleDefinition,
  InstrumentationNodeModuleFile,
} from '@opentelemetry/instrumentation';
import { nextTick } from '../core/native.js';
import { quietly } from '../core/quietly.js';
import { VERSION } from '../core/version.js';
import { observeHandlers } from '../http/adapters/fastify/handlers.js';
import { observeRoutes } from '../http/adapters/hono/routes.js';
import { observeExceptions } from '../http/adapters/nestjs/errors.js';
import { findAppPackages } from './app-packages.js';
import { onBundledModule } from './bundled-modules.js';
import { FRAMEWORK_MODULES } from './framework-modules.js';

/**
 * Lets the spans of requests have the route that a framework dispatches, and the error that failed it, without a
 * middleware: by Fastify's diagnostics channel, else by one method or property of the framework. The routes of NestJS
 * are those of its platform.
 */
export class RoutesInstrumentation extends InstrumentationBase {
  private undo: (() => void) | undefined;

  constructor() {
    super('tracebridge/routes', VERSION, { enabled: false });
    this.setConfig({ enabled: true });
    this.enable();
  }

  protected override init(): InstrumentationNodeModuleDefinition[] {
    return [
      moduleOf('express', ['>=4.0.0 <5']),
      moduleOf('router', ['>=2.0.0 <3']),
      moduleOf('koa', ['>=2.0.0 <4']),
      moduleOf('fastify', ['>=5.0.0 <7']),
    ];
  }

  override enable(): void {
    if (this.isEnabled()) return;
    super.enable();
    this.undo = observeHandlers();
    onBundledModule(({ file, exports }) => FRAMEWORK_MODULES[file]?.(exports as never));
    quietly('observing routes of hono', observeHono);
    quietly('observing exceptions of nest', observeNest);
  }

  override disable(): void {
    super.disable();
    this.undo?.();
  }
}

/** The effect stays: it has none where requests are not observed. */
function moduleOf(name: string, versions: string[]): InstrumentationNodeModuleDefinition {
  const patch = (file: string) => (exports: unknown) => {
    quietly(`observing routes of ${name}`, () => FRAMEWORK_MODULES[file]?.(exports as never));
    if (file === 'router/lib/layer.js')
      nextTick(() => quietly('observing routes of router', observeImportedRouters));
    return exports;
  };
  const files = Object.keys(FRAMEWORK_MODULES)
    .filter((file) => file.startsWith(`${name}/`))
    .map((file) => new InstrumentationNodeModuleFile(file, versions, patch(file), () => {}));
  return new InstrumentationNodeModuleDefinition(name, versions, patch(`${name}/index.js`), undefined, files);
}

const ROUTER = /[\\/]node_modules[\\/]router[\\/]index\.js$/;

/**
 * An ES module that imports `router` itself gets its main file past the hook on `require`, which sees the layers that this
 * file requires: it has loaded in the next tick.
 */
function observeImportedRouters(): void {
  for (const file of Object.keys(require.cache))
    if (ROUTER.test(file)) FRAMEWORK_MODULES['router/index.js']?.(require.cache[file]?.exports as never);
}

const HONO_ROUTER = 'hono/router/smart-router';

/**
 * Hono comes as ES modules, which no require hook sees, and as CommonJS. An app that depends on it will load its
 * router: both forms are loaded for it now, 2 ms.
 */
function observeHono(): void {
  for (const { file, dependencies } of findAppPackages()) {
    if (!dependencies.includes('hono')) continue;
    const commonJs = resolved(file, HONO_ROUTER);
    if (commonJs === undefined) continue;
    // A `require` of hono's own: of one outside of node_modules, Node.js 22 tells that it loads an ES module.
    const load = createRequire(commonJs);
    const modules = commonJs.replace(/([\\/]dist[\\/])cjs[\\/]/, '$1');
    for (const path of new Set(process.features.require_module ? [commonJs, modules] : [commonJs]))
      observeRoutes(load(path).SmartRouter);
  }
}

const NEST = '@nestjs/core';
const EXCEPTIONS_HANDLER = `${NEST}/exceptions/exceptions-handler.js`;
const REQUEST = 'http.server.request.start';

/**
 * Nest comes as ES modules too, from version 12 on, and is large: it is looked into at the first request, when an app that
 * depends on it has loaded it. Without the metadata of decorators it has not.
 */
function observeNest(): void {
  const apps = findAppPackages().filter(({ dependencies }) => dependencies.includes(NEST));
  if (apps.length === 0) return;
  const look = () => {
    unsubscribe(REQUEST, look);
    if (!('getMetadata' in Reflect)) return;
    for (const { file } of apps) {
      const handler = resolved(file, EXCEPTIONS_HANDLER);
      if (handler === undefined) continue;
      quietly('observing exceptions of nest', () =>
        observeExceptions(createRequire(handler)(handler).ExceptionsHandler),
      );
    }
  };
  subscribe(REQUEST, look);
}

/** Undefined where the package is not installed, or has no such file: the app has no use for it then. */
function resolved(from: string, specifier: string): string | undefined {
  try {
    return createRequire(from).resolve(specifier);
  } catch {
    return undefined;
  }
}
