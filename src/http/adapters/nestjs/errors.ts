import type { ArgumentsHost } from '@nestjs/common';
import { quietly } from '../../../core/quietly.js';
import { replaceMethodOnce } from '../../../core/replace-method.js';
import { findObservation } from '../../observe.js';
import { type NestRequest, nodeRequest } from './request.js';

/** What Nest calls with each exception, before any filter. */
interface ExceptionsHandlerClass {
  readonly prototype: { next(exception: unknown, host: ArgumentsHost): void };
}

/**
 * Lets observations see what guards, pipes, interceptors and handlers throw: a filter answers it, Nest's own or the app's,
 * so no platform ever sees it.
 */
export function observeExceptions({ prototype }: ExceptionsHandlerClass): void {
  replaceMethodOnce(
    prototype,
    'next',
    (next) =>
      function (this: unknown, exception, host) {
        quietly('observing an exception of Nest', () => {
          if (host.getType() === 'http')
            findObservation(nodeRequest(host.getArgByIndex<NestRequest>(0)))?.fail(exception);
        });
        return next.call(this, exception, host);
      },
  );
}
