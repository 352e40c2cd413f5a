import {
  type Attributes,
  type Context,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { quietly } from '../core/quietly.js';
import { roundedMillis } from '../core/rounded-millis.js';
import { getCorrelationId } from '../correlation/scope.js';
import { getLogger } from '../logs/logger/get-logger.js';
import { activeTracer } from '../tracing/active-tracer.js';
import { errorType, recordFailure } from '../tracing/failure.js';
import { contextOf, type LambdaContext, startOf } from './context.js';
import { type LambdaEvent, messagingAttributes, readEvent } from './event.js';
import { faasMetrics } from './metrics.js';
import type { ResolvedLambdaOptions } from './options.js';

/** The name of the logger of an invocation's own lines. */
const LOGGER = 'tracebridge.lambda';

/** `error.type` of an invocation that was still running shortly before the function's limit. */
const TIMEOUT = 'Timeout';

let isWarm = false;

/** One invocation, from the event to its end: context, span, metrics, lines. Ends once. */
export class Invocation {
  /** With the invocation's span active. */
  readonly context: Context;
  readonly #event: LambdaEvent;
  readonly #options: ResolvedLambdaOptions;
  readonly #coldStart = !isWarm;
  readonly #startedAt = performance.now();
  readonly #span: Span | undefined;
  readonly #warning: NodeJS.Timeout | undefined;
  #ended = false;

  /** @param warned after the line that tells of the limit was written */
  constructor(event: unknown, lambda: LambdaContext, options: ResolvedLambdaOptions, warned: () => void) {
    isWarm = true;
    this.#event = readEvent(event);
    this.#options = options;
    const start = startOf(this.#event, lambda, this.#coldStart);
    this.#span = quietly('span of an invocation', () =>
      activeTracer()?.startSpan(
        this.#name(lambda),
        {
          kind: this.#kind(),
          links: start.links.map((link) => ({ context: link })),
          attributes: this.#attributes(lambda),
        },
        start.context,
      ),
    );
    this.context = this.#span === undefined ? start.context : trace.setSpan(start.context, this.#span);
    this.#warning = this.#warnBefore(lambda, warned);
    if (options.requestLogs) this.#tell(() => getLogger(LOGGER).info(`${this.#what} started`));
  }

  /** For the answer of an HTTP event. */
  get correlationId(): string | undefined {
    return getCorrelationId(this.context);
  }

  get isHttp(): boolean {
    return this.#event.http !== undefined;
  }

  /** Runs a piece of the handler in the invocation's context. */
  run<T>(piece: () => T): T {
    return context.with(this.context, piece);
  }

  complete(result: unknown): void {
    this.#complete(this.#setStatus(result));
  }

  #complete(status: number | undefined): void {
    const error = status !== undefined && status >= 500 ? String(status) : undefined;
    if (error !== undefined) {
      this.#span?.setAttribute('error.type', error);
      this.#span?.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#end(error, (duration) => {
      if (!this.#options.requestLogs) return;
      getLogger(LOGGER).info(`${this.#what} completed`, {
        ...(status !== undefined && { status_code: status }),
        ...duration,
      });
    });
  }

  /** @param answer what was made of the error, if anything: an answer below 500 is no failure */
  fail(thrown: unknown, answer?: unknown): void {
    const status = this.#setStatus(answer);
    if (answer !== undefined && (status === undefined || status < 500)) {
      this.#complete(status);
      return;
    }
    const type = errorType(thrown);
    if (!this.#ended && this.#span !== undefined) recordFailure(this.#span, thrown, type);
    this.#end(type, (duration) =>
      getLogger(LOGGER).exception(`${this.#what} failed`, thrown, { ...duration, error_type: type }),
    );
  }

  #setStatus(result: unknown): number | undefined {
    const status = this.isHttp ? statusOf(result) : undefined;
    if (status !== undefined) this.#span?.setAttribute('http.response.status_code', status);
    return status;
  }

  #timeOut(): void {
    const message = `The function's time limit is ${this.#options.timeoutMarginMillis} ms away`;
    this.#span?.setAttribute('error.type', TIMEOUT);
    this.#span?.setStatus({ code: SpanStatusCode.ERROR, message });
    this.#end(TIMEOUT, (duration) =>
      getLogger(LOGGER).error(`${this.#what} timed out`, { ...duration, error_type: TIMEOUT }),
    );
  }

  #end(error: string | undefined, tell: (duration: { duration_ms: number }) => void): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#warning);
    const millis = performance.now() - this.#startedAt;
    this.#tell(() => {
      faasMetrics()?.record(millis / 1000, this.#event.trigger, this.#coldStart, error);
      tell({ duration_ms: roundedMillis(millis) });
    });
    quietly('span of an invocation', () => this.#span?.end());
  }

  #warnBefore(lambda: LambdaContext, warned: () => void): NodeJS.Timeout | undefined {
    const { timeoutMarginMillis } = this.#options;
    const remaining = timeoutMarginMillis === 0 ? undefined : lambda.getRemainingTimeInMillis?.();
    if (remaining === undefined || !(remaining > timeoutMarginMillis)) return undefined;
    return setTimeout(() => {
      this.#timeOut();
      warned();
    }, remaining - timeoutMarginMillis).unref();
  }

  #tell(telemetry: () => void): void {
    quietly('telemetry of an invocation', () => this.run(telemetry));
  }

  get #what(): string {
    return this.isHttp ? 'Request' : 'Invocation';
  }

  /** Semantic conventions: of HTTP spans, else the function's name (FaaS spans). */
  #name({ functionName = 'lambda' }: LambdaContext): string {
    const { http } = this.#event;
    if (http === undefined) return functionName;
    return http.route === undefined ? http.method : `${http.method} ${http.route}`;
  }

  #kind(): SpanKind {
    return this.#event.trigger === 'pubsub' ? SpanKind.CONSUMER : SpanKind.SERVER;
  }

  #attributes(lambda: LambdaContext): Attributes {
    const { trigger, http, records } = this.#event;
    const [first] = records;
    return {
      'faas.trigger': trigger,
      'faas.invocation_id': lambda.awsRequestId,
      'faas.coldstart': this.#coldStart,
      ...(lambda.functionName !== undefined && { 'faas.name': lambda.functionName }),
      ...(lambda.functionVersion !== undefined && { 'faas.version': lambda.functionVersion }),
      ...(lambda.invokedFunctionArn !== undefined && { 'cloud.resource_id': lambda.invokedFunctionArn }),
      ...(http !== undefined && {
        'http.request.method': http.method,
        'url.path': http.path,
        ...(http.route !== undefined && { 'http.route': http.route }),
        ...(http.clientAddress !== undefined && { 'client.address': http.clientAddress }),
      }),
      ...(trigger === 'pubsub' &&
        first !== undefined && {
          ...messagingAttributes(first),
          'messaging.operation.type': 'process',
          'messaging.batch.message_count': records.length,
        }),
    };
  }
}

/** Begins an invocation; undefined when that failed, which must not keep the handler from running. */
export function beginInvocation(
  event: unknown,
  context: unknown,
  options: ResolvedLambdaOptions,
  warned: () => void,
): Invocation | undefined {
  return quietly(
    'telemetry of an invocation',
    () => new Invocation(event, contextOf(context), options, warned),
  );
}

/** Of an answer in the format of API Gateway and load balancers; one without a status is 200. */
function statusOf(result: unknown): number | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  const { statusCode } = result as { statusCode?: unknown };
  const status = statusCode === undefined ? 200 : Number(statusCode);
  return Number.isInteger(status) ? status : undefined;
}
