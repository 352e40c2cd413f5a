import { type Context, context, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import type { RPCMetadata } from '@opentelemetry/core';
import type { PlainObject } from '../core/plain.js';
import { roundedMillis } from '../core/rounded-millis.js';
import { ensureContextManager, enterContext } from '../correlation/context-manager.js';
import { CorrelationScope, getScope, type RequestFields, setScope } from '../correlation/scope.js';
import { debugRuleOf } from '../debug/request-debug.js';
import { CORRELATION_ATTRIBUTE } from '../tracing/correlation-attribute.js';
import { errorType, recordFailure } from '../tracing/failure.js';
import { clientAddressOf, hasAddressRule } from './client-address.js';
import { incomingContext } from './incoming-context.js';
import { failureOf, isComplete, type RequestMessage, type ResponseMessage } from './messages.js';
import type { EventObserver } from './observed-events.js';
import type { ObservationOrigin } from './origin.js';
import { ABORTED, logAborted, logCompleted, logFailed, logStarted } from './request-logs.js';
import { pathOf } from './request-target.js';
import { RequestUser } from './request-user.js';
import type { ServerSpan } from './server-span.js';
import type { RequestSettings } from './settings.js';
import { whenUncaught } from './uncaught.js';

/**
 * One incoming request, from its first sight to its end, shared by the preload and all middlewares of the request:
 * each adds what it knows, and every line is logged once.
 */
export class RequestObservation implements RequestFields, EventObserver {
  readonly path: string;
  readonly method: string;
  addedFields: PlainObject | undefined;
  readonly #startMillis = performance.now();
  readonly #rpc: RPCMetadata | undefined;
  readonly #user: RequestUser;
  /** These hold the request, and are let go of at its end: a timer that its handler started keeps the context alive. */
  #request: RequestMessage | undefined;
  #response: ResponseMessage | undefined;
  #server: ServerSpan | undefined;
  #subject: unknown;
  readonly #isIgnored: boolean;
  #context: Context;
  #scope: CorrelationScope;
  #settings: RequestSettings;
  #route: string | undefined;
  #hasFailed = false;
  #failedLate = false;
  #thrown: unknown;
  #logsRequest = false;
  #isSettled = false;
  #isEnded = false;

  constructor(
    request: RequestMessage,
    response: ResponseMessage | undefined,
    origin: ObservationOrigin,
    settings: RequestSettings,
    subject: unknown,
  ) {
    this.#request = request;
    this.#response = response;
    this.#context = origin.context;
    this.#scope = origin.scope;
    this.#rpc = origin.rpc;
    this.#server = origin.server;
    this.#isIgnored = origin.isIgnored;
    this.#settings = settings;
    this.#subject = subject;
    this.#user = new RequestUser(settings, subject);
    this.path = pathOf(request);
    this.method = request.method ?? 'GET';
    origin.scope.request = this;
  }

  /** With the request's scope and span in it. */
  get context(): Context {
    return this.#context;
  }

  get startTime(): number {
    return Math.round(Date.now() - (performance.now() - this.#startMillis));
  }

  userId(): string | undefined {
    return this.#user.id();
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  get span(): Span | undefined {
    return this.#rpc?.span ?? trace.getSpan(this.#context);
  }

  get headerName(): string {
    return this.#settings.headerName;
  }

  /** Lower case. */
  get headerKey(): string {
    return this.#settings.headerKey;
  }

  get correlationId(): string {
    return this.#scope.correlationId;
  }

  notice(emitter: object, event: string | symbol): void {
    const response = this.#response;
    if (event !== 'close' || emitter !== response) return;
    const failure = failureOf(response);
    if (failure !== undefined) this.fail(failure);
    this.end(isComplete(response) ? response.statusCode : undefined);
  }

  /** Adds what a middleware knows; logs "Request started" when it is the first that logs. */
  adopt(settings: RequestSettings, subject: unknown): void {
    const request = this.#request;
    if (request === undefined) return;
    this.#settings = settings;
    this.#subject = subject;
    this.#user.adopt(settings, subject);
    if (!settings.hasDefaultHeader) this.#takeHeader(request, settings);
    const logs = !this.#logsRequest && this.#logs(settings);
    if (!logs && !hasAddressRule(settings)) return;
    const address = clientAddressOf(request, settings, subject);
    if (address !== undefined) this.#server?.setClientAddress(address);
    if (!logs) return;
    this.#logsRequest = true;
    if (getScope() === this.#scope) logStarted(request, settings, address);
    else context.with(this.#context, logStarted, undefined, request, settings, address);
  }

  #logs({ requestLogs, isIgnored }: RequestSettings): boolean {
    return requestLogs && !this.#isIgnored && isIgnored?.(this.path) !== true;
  }

  /** Runs `fn` in the request's context, unless it is active already, perhaps with more in it. */
  run<T>(fn: () => T): T {
    return getScope() === this.#scope ? fn() : context.with(this.#context, fn);
  }

  /**
   * Runs the server's own listeners in the request's context. What they throw ends the process, or the request at least:
   * it ends here. Who called the server's `emit` by itself may catch it, and answer the request.
   */
  serve<T>(listeners: () => T): T {
    let hasThrown = true;
    try {
      const result = context.with(this.#context, listeners);
      hasThrown = false;
      return result;
    } finally {
      if (hasThrown)
        whenUncaught((thrown) => {
          this.failNow(thrown);
          this.end(undefined);
        });
    }
  }

  /**
   * Puts the request's context in force for the rest of this synchronous execution, for a framework that goes on with
   * a request outside of its middlewares. Without effect under a context manager of the app's own.
   */
  enter(): void {
    if (getScope() !== this.#scope && ensureContextManager()) enterContext(this.#context);
  }

  get hasRoute(): boolean {
    return this.#route !== undefined;
  }

  /** The route's pattern, for frameworks that tell it while they dispatch. The latest one counts. */
  setRoute(route: string): void {
    this.#route = route;
  }

  /** What the handler threw or rejected with. The first failure counts; the outcome is logged at the end. */
  fail(thrown: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#thrown = thrown;
    this.#failedLate = this.#response?.headersSent === true;
  }

  /** As {@link fail}, logged at once: the error is about to leave the app's hands, and may end the process. */
  failNow(thrown: unknown): void {
    this.fail(thrown);
    this.#settle(undefined);
  }

  /**
   * Ends the observation, once.
   * @param status undefined when the response was not sent to its end
   */
  end(status: number | undefined): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const route = this.#findRoute();
    const userId = this.#user.id();
    // Its last chance: the user may have become known since.
    debugRuleOf(this.#context);
    if (this.#rpc !== undefined) {
      if (route !== undefined) this.#rpc.route = route;
      if (userId !== undefined) this.#rpc.span?.setAttribute('user.id', userId);
    }
    this.#settle(status);
    const seconds = (performance.now() - this.#startMillis) / 1000;
    const response = this.#response;
    const sentStatus = status ?? (response?.headersSent ? response.statusCode : undefined);
    this.#server?.end(seconds, this.#rpc?.route, sentStatus, this.#failure(status, sentStatus));
    this.#user.release();
    this.#request = this.#response = this.#server = this.#subject = this.#thrown = undefined;
  }

  /** `error.type` of a request whose status doesn't tell of it. */
  #failure(status: number | undefined, sentStatus: number | undefined): string | undefined {
    if (status !== undefined) return undefined;
    if (this.#hasFailed) return errorType(this.#thrown);
    return sentStatus === undefined ? ABORTED : undefined;
  }

  #settle(status: number | undefined): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    if (getScope() === this.#scope) this.#logOutcome(status);
    else context.with(this.#context, this.#logOutcome, this, status);
  }

  #logOutcome(status: number | undefined): void {
    // An error that became an answer below 500 (`throw new NotFound()`) is an outcome, not a failure of the server.
    if (this.#hasFailed && (this.#failedLate || status === undefined || status >= 500))
      this.#logFailure(status);
    else if (!this.#logsRequest) return;
    else if (status === undefined) logAborted(this.#durationMillis());
    else logCompleted(this.#durationMillis(), status);
  }

  #logFailure(status: number | undefined): void {
    const { span } = this;
    if (span !== undefined) recordFailure(span, this.#thrown);
    if (this.#logsRequest) logFailed(this.#durationMillis(), this.#thrown, status);
  }

  #durationMillis(): number {
    return roundedMillis(performance.now() - this.#startMillis);
  }

  #findRoute(): string | undefined {
    if (this.#route !== undefined) return this.#route;
    try {
      return this.#settings.binding.route?.(this.#subject);
    } catch {
      return undefined;
    }
  }

  /** Under the preload the scope was made from `X-Correlation-ID`: a header of another name comes in here. */
  #takeHeader(request: RequestMessage, settings: RequestSettings): void {
    const id = request.headers[settings.headerKey];
    if (id === undefined || id === this.#scope.correlationId) return;
    // The propagator decides, as for any header: it refuses what is not acceptable, and all where nothing is trusted.
    const named = getScope(incomingContext(ROOT_CONTEXT, { [settings.headerKey]: id }, settings));
    if (named?.correlationId !== id) return;
    this.#scope = new CorrelationScope(id);
    this.#scope.request = this;
    this.#context = setScope(this.#context, this.#scope);
    this.#rpc?.span?.setAttribute(CORRELATION_ATTRIBUTE, id);
  }
}
