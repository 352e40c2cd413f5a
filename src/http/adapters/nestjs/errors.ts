import type { ArgumentsHost } from '@nestjs/common';
import { quietly } from '../../../core/quietly.js';
import { replaceMethodOnce } from '../../../core/replace-method.js';
import { findObservation } from '../../observe.js';
import { type NestRequest, nodeRequest } from './request.js';

/** Nest's own exception filter, and those of apps that extend it. */
interface Filter {
  catch(exception: unknown, host: ArgumentsHost): void;
}

/**
 * Lets observations see what guards, pipes and handlers throw where Nest's own filter answers it: Nest catches it, so no
 * platform ever sees it.
 */
export function observeFilters(prototype: Filter): void {
  replaceMethodOnce(
    prototype,
    'catch',
    (answer) =>
      function (this: Filter, exception, host) {
        quietly('observing an exception of Nest', () => {
          if (host.getType() === 'http')
            findObservation(nodeRequest(host.getArgByIndex<NestRequest>(0)))?.fail(exception);
        });
        return answer.call(this, exception, host);
      },
  );
}
