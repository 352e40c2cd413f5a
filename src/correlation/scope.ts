import { type Context, context, createContextKey, type Span, type SpanContext } from '@opentelemetry/api';
import { invalidOption, requireFunction } from '../core/errors.js';
import type { PlainObject } from '../core/plain.js';
import { ensureContextManager } from './context-manager.js';
import { acceptCorrelationId, correlationIdToTraceId, traceIdToCorrelationId } from './correlation-id.js';
import { LayeredContext } from './layered-context.js';
import { createLoggingContext, type LoggingContext } from './logging-context.js';
import { validSpanContext } from './valid-span-context.js';

const SCOPE = createContextKey('tracebridge.scope');

/** A request or a job: what `addFields` adds to. */
export interface Unit {
  readonly isEnded: boolean;
  /** Its own span, whatever runs inside. */
  readonly span: Span | undefined;
  /** What was added, plain and masked, for all lines of the unit. Replaced, never changed. */
  addedFields: PlainObject | undefined;
}

/** What an incoming request brings to the log lines of its scope. */
export interface RequestFields extends Unit {
  readonly path: string;
  readonly method: string;
  /** Milliseconds since the Unix epoch. */
  readonly startTime: number;
  /** Asked for each line, so that authentication which runs later still counts. Never throws. */
  userId(): string | undefined;
}

/**
 * What the bridge keeps in the OpenTelemetry context: one object under one key, so that a log call costs one look-up.
 */
export class CorrelationScope {
  readonly correlationId: string;
  /** Filled in after creation: the propagator makes the scope from headers alone, the server knows the request. */
  request: RequestFields | undefined;
  /** Of an incoming request that is linked to, not continued. */
  readonly link: SpanContext | undefined;
  readonly #derivesTraceId: boolean;
  /** The request or job that the scope was made in; a job's own scope is told. */
  #unit: Unit | undefined;
  #logging: LoggingContext | undefined;
  #rootTraceId: string | undefined;

  constructor(
    correlationId: string,
    options: {
      logging?: LoggingContext | undefined;
      link?: SpanContext | undefined;
      derivesTraceId?: boolean;
      unit?: Unit | undefined;
    } = {},
  ) {
    this.correlationId = correlationId;
    this.link = options.link;
    this.#logging = options.logging;
    this.#unit = options.unit;
    this.#derivesTraceId = options.derivesTraceId ?? true;
  }

  /** Fields for the log lines of this scope. A request's are made when somebody asks for them. */
  get logging(): LoggingContext | undefined {
    const { request } = this;
    if (this.#logging !== undefined || request === undefined) return this.#logging;
    const { path, method, startTime } = request;
    this.#logging = createLoggingContext(
      { correlationId: this.correlationId, requestPath: path, requestMethod: method, startTime },
      () => request.userId(),
    );
    return this.#logging;
  }

  /** Of its request, else of its logging context; undefined where the app's own code, which may answer, throws. */
  get userId(): string | undefined {
    const { request } = this;
    // A request's logging context is made when somebody asks for it.
    if (request !== undefined) return request.userId();
    try {
      return this.#logging?.userId;
    } catch {
      return undefined;
    }
  }

  get unit(): Unit | undefined {
    return this.request ?? this.#unit;
  }

  set unit(unit: Unit | undefined) {
    this.#unit = unit;
  }

  /** Trace ID for a span that starts here without a parent; undefined: a random one. */
  get rootTraceId(): string | undefined {
    if (!this.#derivesTraceId) return undefined;
    this.#rootTraceId ??= correlationIdToTraceId(this.correlationId);
    return this.#rootTraceId;
  }
}

export function getScope(ctx: Context = context.active()): CorrelationScope | undefined {
  return ctx.getValue(SCOPE) as CorrelationScope | undefined;
}

export function setScope(ctx: Context, scope: CorrelationScope | undefined): Context {
  return LayeredContext.over(ctx).setValue(SCOPE, scope);
}

/**
 * The correlation ID of the given or active context: the one that was set or came in, otherwise the active trace's
 * as a UUID; undefined outside of both.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION for what is no context
 * @example
 * ```ts
 * import { getCorrelationId } from 'tracebridge';
 *
 * const body = { error: 'Internal error', correlationId: getCorrelationId() };
 * ```
 */
export function getCorrelationId(ctx: Context = context.active()): string | undefined {
  if (!isContext(ctx)) throw invalidOption('ctx', 'an OpenTelemetry context', ctx);
  const scope = getScope(ctx);
  if (scope !== undefined) return scope.correlationId;
  const spanContext = validSpanContext(ctx);
  return spanContext === undefined ? undefined : traceIdToCorrelationId(spanContext.traceId);
}

function isContext(ctx: Context | null): boolean {
  try {
    return typeof ctx?.getValue === 'function';
  } catch {
    return false;
  }
}

/**
 * Runs `fn` under a correlation ID: logs, spans and outgoing requests inside carry it, and a span that starts there
 * without a parent gets its trace ID. Logging fields that are in force are kept.
 * An ID that is not accepted is replaced by a new one and counted.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION for what is no function
 * @example
 * ```ts
 * import { getLogger, withCorrelationId } from 'tracebridge';
 *
 * await withCorrelationId('order-42', async () => getLogger('orders').info('Checked'));
 * ```
 */
export function withCorrelationId<T>(correlationId: string, fn: () => T): T {
  requireFunction('fn', fn);
  ensureContextManager();
  const id = acceptCorrelationId(correlationId, 'api');
  const { logging, unit } = getScope() ?? {};
  const scope = new CorrelationScope(id, { logging: logging?.withCorrelationId(id), unit });
  return context.with(setScope(context.active(), scope), fn);
}
