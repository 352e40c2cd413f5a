import type { ServerResponse } from 'node:http';
import type { ResolvedOptions } from '../config/options.js';
import { createLoggingContext } from '../correlation/logging-context.js';
import { getScope } from '../correlation/scope.js';
import type { ServerRequestHook } from './instrumentations.js';

const HEADER = 'X-Correlation-ID';

/** Gives an incoming request its logging fields and its response header, before the app's handler runs. */
export function createServerRequestHook(_options: ResolvedOptions): ServerRequestHook {
  return (response: ServerResponse) => {
    const scope = getScope();
    if (scope === undefined) return;
    const { req } = response;
    scope.logging = createLoggingContext({
      correlationId: scope.correlationId,
      requestPath: pathOf(req.url),
      requestMethod: req.method,
    });
    if (!response.headersSent) response.setHeader(HEADER, scope.correlationId);
  };
}

function pathOf(url: string | undefined): string | undefined {
  const query = url?.indexOf('?') ?? -1;
  return query === -1 ? url : url?.slice(0, query);
}
