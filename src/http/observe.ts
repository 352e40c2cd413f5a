import { type Context, context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import {
  getRPCMetadata,
  isTracingSuppressed,
  RPCType,
  setRPCMetadata,
  suppressTracing,
} from '@opentelemetry/core';
import { ensureContextManager } from '../correlation/context-manager.js';
import { acceptCorrelationId, newCorrelationId } from '../correlation/correlation-id.js';
import { CorrelationScope, getCorrelationId, getScope, setScope } from '../correlation/scope.js';
import { CORRELATION_ATTRIBUTE } from '../tracing/correlating-tracer-provider.js';
import { incomingContext } from './incoming-context.js';
import { isComplete, type RequestMessage, type ResponseMessage } from './messages.js';
import { type ObservationOrigin, RequestObservation } from './observation.js';
import { pathOf } from './request-target.js';
import { addResponseHeader } from './response-header.js';
import { startServerSpan } from './server-span.js';
import type { RequestSettings } from './settings.js';

// Registered symbols: the observation is found again by another copy of the package too.
const OBSERVATION = Symbol.for('tracebridge.requestObservation.v1');

interface Observed {
  [OBSERVATION]?: RequestObservation;
}

/**
 * The observation of a request: the one that the preload or an outer middleware began, or a new one. Either way the
 * response gets its header, "Request started" is logged once, and the end is logged when the response closes.
 * @param response undefined where there is no Node response; then the caller ends the observation
 * @param subject what the framework gives its handlers, for `getUserId` and the framework's binding
 */
export function observeServerRequest<Subject>(
  request: RequestMessage,
  response: ResponseMessage | undefined,
  settings: RequestSettings<Subject>,
  subject: Subject,
): RequestObservation {
  const prepared = settings as RequestSettings;
  const known = (request as Observed)[OBSERVATION];
  const observation = known ?? begin(request, response, prepared, subject);
  observation.adopt(prepared, subject);
  return observation;
}

/** The observation that was begun for a request, if any. */
export function findObservation(request: object): RequestObservation | undefined {
  return (request as Observed)[OBSERVATION];
}

function begin(
  request: RequestMessage,
  response: ResponseMessage | undefined,
  settings: RequestSettings,
  subject: unknown,
): RequestObservation {
  const origin = instrumentedOrigin(request, settings) ?? ownOrigin(request, response, settings);
  const observation = new RequestObservation(request, response, origin, settings, subject);
  (request as Observed)[OBSERVATION] = observation;
  if (origin.rpc !== undefined) (origin.rpc as Observed)[OBSERVATION] = observation;
  if (response !== undefined) {
    (response as Observed)[OBSERVATION] = observation;
    addResponseHeader(response, observation);
    // Before the HTTP instrumentation's own listener, which ends the span and takes the route.
    response.prependListener('close', endWithResponse);
  }
  return observation;
}

function endWithResponse(this: ResponseMessage & Observed): void {
  const observation = this[OBSERVATION];
  if (this.errored) observation?.fail(this.errored);
  observation?.end(isComplete(this) ? this.statusCode : undefined);
}

/** Under an HTTP instrumentation: its context is active, with its span in it. */
function instrumentedOrigin(
  request: RequestMessage,
  settings: RequestSettings,
): ObservationOrigin | undefined {
  const active = context.active();
  const rpc = getRPCMetadata(active);
  // Metadata of another request: this one was injected by its handler (`app.inject()`, `app.request()`).
  if (rpc === undefined || (rpc as Observed)[OBSERVATION] !== undefined) return undefined;
  const known = getScope(active);
  if (known !== undefined) return { context: active, scope: known, rpc, ownsSpan: false, isIgnored: false };
  // Another SDK's instrumentation: its trace stays as it is, and without a header its ID is the correlation ID.
  const header = settings.trust === 'ignore' ? undefined : request.headers[settings.headerKey];
  const id = header === undefined ? getCorrelationId(active) : acceptCorrelationId(header, 'header');
  const scope = new CorrelationScope(id ?? newCorrelationId());
  rpc.span?.setAttribute(CORRELATION_ATTRIBUTE, scope.correlationId);
  return { context: setScope(active, scope), scope, rpc, ownsSpan: false, isIgnored: false };
}

function ownOrigin(
  request: RequestMessage,
  response: ResponseMessage | undefined,
  settings: RequestSettings,
): ObservationOrigin {
  ensureContextManager();
  const active = context.active();
  const isIgnored = isTracingSuppressed(active) || settings.isIgnored?.(pathOf(request)) === true;
  const base = isIgnored ? suppressTracing(ROOT_CONTEXT) : ROOT_CONTEXT;
  const extracted = incomingContext(base, request.headers, settings);
  const scope = getScope(extracted)!;
  const origin = isIgnored
    ? { context: extracted, scope, rpc: undefined, ownsSpan: false, isIgnored }
    : spanOrigin(request, extracted, scope, settings);
  bind(origin.context, request, response);
  return origin;
}

function spanOrigin(
  request: RequestMessage,
  extracted: Context,
  scope: CorrelationScope,
  settings: RequestSettings,
): ObservationOrigin {
  const span = startServerSpan(request, extracted, settings.trustProxy);
  const rpc = { type: RPCType.HTTP, span } as const;
  return {
    context: setRPCMetadata(trace.setSpan(extracted, span), rpc),
    scope,
    rpc,
    ownsSpan: true,
    isIgnored: false,
  };
}

/** Listeners of both run in the connection's context otherwise, such as those of a body parser. */
function bind(ctx: Context, request: RequestMessage, response: ResponseMessage | undefined): void {
  context.bind(ctx, request);
  if (response !== undefined) context.bind(ctx, response);
}
