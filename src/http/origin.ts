import { type Context, context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import {
  getRPCMetadata,
  isTracingSuppressed,
  type RPCMetadata,
  RPCType,
  setRPCMetadata,
  suppressTracing,
} from '@opentelemetry/core';
import { REQUEST_METADATA } from '../core/globals.js';
import { ensureContextManager } from '../correlation/context-manager.js';
import { acceptCorrelationId, newCorrelationId } from '../correlation/correlation-id.js';
import { CorrelationScope, getCorrelationId, getScope, setScope } from '../correlation/scope.js';
import { CORRELATION_ATTRIBUTE } from '../tracing/correlation-attribute.js';
import { incomingContext } from './incoming-context.js';
import type { RequestMessage } from './messages.js';
import { pathOf } from './request-target.js';
import { ServerSpan } from './server-span.js';
import { ownServerTelemetry } from './server-telemetry.js';
import type { RequestSettings } from './settings.js';

export interface ObservationOrigin {
  /** With the scope and, unless the request is ignored, the SERVER span in it. */
  readonly context: Context;
  readonly scope: CorrelationScope;
  /** Shared with the HTTP instrumentation, which takes the route from it. */
  readonly rpc: RPCMetadata | undefined;
  /** The request's span when it is ours to end. */
  readonly server: ServerSpan | undefined;
  /** Whether the request gets no request logs, whatever a middleware says. */
  readonly isIgnored: boolean;
}

/** What an instrumentation made for the request, or else the middleware's own. */
export function originOf(request: RequestMessage, settings: RequestSettings): ObservationOrigin {
  const origin = instrumentedOrigin(request, settings) ?? ownOrigin(request, settings);
  if (origin.rpc !== undefined)
    (origin.rpc as RPCMetadata & { [REQUEST_METADATA]?: true })[REQUEST_METADATA] = true;
  return origin;
}

/** Under an HTTP instrumentation: its context is active, with its span in it. */
function instrumentedOrigin(
  request: RequestMessage,
  settings: RequestSettings,
): ObservationOrigin | undefined {
  const active = context.active();
  const rpc = getRPCMetadata(active);
  // Metadata of another request: this one was injected by its handler (`app.inject()`, `app.request()`).
  if (rpc === undefined || REQUEST_METADATA in rpc) return undefined;
  const known = getScope(active);
  if (known !== undefined) return { context: active, scope: known, rpc, server: undefined, isIgnored: false };
  // Another SDK's instrumentation: its trace stays as it is, and without a header its ID is the correlation ID.
  const header = settings.trust === 'ignore' ? undefined : request.headers[settings.headerKey];
  const id = header === undefined ? getCorrelationId(active) : acceptCorrelationId(header, 'header');
  const scope = new CorrelationScope(id ?? newCorrelationId());
  rpc.span?.setAttribute(CORRELATION_ATTRIBUTE, scope.correlationId);
  return { context: setScope(active, scope), scope, rpc, server: undefined, isIgnored: false };
}

function ownOrigin(request: RequestMessage, settings: RequestSettings): ObservationOrigin {
  ensureContextManager();
  const active = context.active();
  const isIgnored = isTracingSuppressed(active) || settings.isIgnored?.(pathOf(request)) === true;
  const base = isIgnored ? suppressTracing(ROOT_CONTEXT) : ROOT_CONTEXT;
  const extracted = incomingContext(base, request.headers, settings);
  const scope = getScope(extracted)!;
  return isIgnored
    ? { context: extracted, scope, rpc: undefined, server: undefined, isIgnored }
    : spanOrigin(request, extracted, scope, settings);
}

function spanOrigin(
  request: RequestMessage,
  extracted: Context,
  scope: CorrelationScope,
  settings: RequestSettings,
): ObservationOrigin {
  const server = new ServerSpan(settings.telemetry ?? ownServerTelemetry, request, extracted);
  const rpc = { type: RPCType.HTTP, span: server.span } as const;
  return {
    context: setRPCMetadata(trace.setSpan(extracted, server.span), rpc),
    scope,
    rpc,
    server,
    isIgnored: false,
  };
}
