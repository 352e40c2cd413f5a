import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { RequestObservation } from '../../observation.js';
import { observeServerRequest } from '../../observe.js';
import type { CorrelationOptions } from '../../options.js';
import { type RequestSettings, resolveSettings } from '../../settings.js';
import {
  BINDING,
  type NestRequest,
  type NestResponse,
  nodeRequest,
  nodeResponse,
  routeOf,
} from './request.js';

/**
 * Adds to a request's observation what Nest knows: the controller's route, the user that a guard found, and what the
 * handler threw. `CorrelationModule` registers it; alone, the request's context begins here, after the guards.
 * @example
 * ```ts
 * import { NestFactory } from '@nestjs/core';
 * import { CorrelationInterceptor, CorrelationModule } from 'tracebridge/nestjs';
 *
 * const app = await NestFactory.create(CorrelationModule.forRoot());
 * app.useGlobalInterceptors(new CorrelationInterceptor()); // only without the module
 * ```
 */
export class CorrelationInterceptor implements NestInterceptor {
  readonly #settings: RequestSettings<NestRequest>;

  /** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
  constructor(options: CorrelationOptions<NestRequest> = {}) {
    this.#settings = resolveSettings(options, BINDING);
  }

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (execution.getType() !== 'http') return next.handle();
    const http = execution.switchToHttp();
    const request = http.getRequest<NestRequest>();
    const response = nodeResponse(http.getResponse<NestResponse>());
    const observation = observeServerRequest(nodeRequest(request), response, this.#settings, request);
    const route = routeOf(request);
    if (route !== undefined) observation.setRoute(route);
    return observed(observation, next);
  }
}

Injectable()(CorrelationInterceptor);

/** Nest calls the handler when the Observable is subscribed to: that has to happen in the request's context. */
function observed(observation: RequestObservation, next: CallHandler): Observable<unknown> {
  return new Observable((subscriber) =>
    observation.run(() =>
      next.handle().subscribe({
        next: (value) => subscriber.next(value),
        error: (thrown) => {
          observation.fail(thrown);
          subscriber.error(thrown);
        },
        complete: () => subscriber.complete(),
      }),
    ),
  );
}
