import { type DynamicModule, Inject, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { ExceptionsHandler } from '@nestjs/core/exceptions/exceptions-handler.js';
import type { Application } from 'express';
import { observeServerRequest } from '../../observe.js';
import type { CorrelationOptions } from '../../options.js';
import { resolveSettings } from '../../settings.js';
import { prepareApplication } from '../express/layers.js';
import { observeExceptions } from './errors.js';
import { CorrelationInterceptor } from './interceptor.js';
import { TracebridgeLogger } from './logger.js';
import { BINDING, type NestRequest, type NestResponse, nodeRequest, nodeResponse } from './request.js';

type Options = CorrelationOptions<NestRequest>;
type Middleware = (request: NestRequest, response: NestResponse, next: () => void) => void;

const OPTIONS = Symbol('tracebridge.correlationOptions');

/**
 * Nest module, for Nest 11 and 12 on Express or Fastify: `imports: [CorrelationModule.forRoot()]` in the root module.
 * Every request gets its correlation ID, context, response header and request logs before guards and pipes run;
 * `TracebridgeLogger` can be injected everywhere.
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { CorrelationModule } from 'tracebridge/nestjs';
 *
 * @Module({ imports: [CorrelationModule.forRoot({ ignorePaths: '/healthz' })] })
 * export class AppModule {}
 * ```
 */
export class CorrelationModule implements NestModule {
  readonly #options: Options;

  /** @internal */
  constructor(options: Options) {
    this.#options = options;
  }

  /** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
  static forRoot(options: Options = {}): DynamicModule {
    return {
      module: CorrelationModule,
      global: true,
      providers: [
        { provide: OPTIONS, useValue: options },
        { provide: APP_INTERCEPTOR, useValue: new CorrelationInterceptor(options) },
        TracebridgeLogger,
      ],
      exports: [TracebridgeLogger],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    observeExceptions(ExceptionsHandler);
    consumer.apply(createMiddleware(this.#options)).forRoutes('{*path}');
  }
}

// What the decorators of a Nest class do; this package is compiled without `experimentalDecorators`.
Module({})(CorrelationModule);
Inject(OPTIONS)(CorrelationModule, undefined, 0);

function createMiddleware(options: Options): Middleware {
  const settings = resolveSettings(options, BINDING);
  return function correlation(request, response, next) {
    if (isExpress(request.app)) prepareApplication(request.app);
    observeServerRequest(nodeRequest(request), nodeResponse(response), settings, request).run(next);
  };
}

function isExpress(app: unknown): app is Application {
  return typeof app === 'function' && 'use' in app;
}
