import {
  type BaggageEntry,
  type Context,
  propagation,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import {
  acceptCorrelationId,
  isCorrelationId,
  newCorrelationId,
  traceIdToCorrelationId,
} from './correlation-id.js';
import { takeOutgoingRequest } from './outgoing-request.js';
import { CorrelationScope, getCorrelationId, setScope } from './scope.js';
import type { CorrelationSettings } from './settings.js';
import {
  correlationIdOfTraceState,
  debugTextOfTraceState,
  withCorrelationMember,
  withDebugMember,
} from './tracestate.js';
import { validSpanContext } from './valid-span-context.js';

/** Header names are compared in lower case. */
export const CORRELATION_HEADER = 'x-correlation-id';
export const DEBUG_HEADER = 'x-tracebridge-debug';
const CORRELATION_BAGGAGE_KEY = 'correlation_id';

/** Of the propagators `tracecontext` and `baggage`, which read nothing else. */
const W3C_FIELDS: readonly string[] = ['traceparent', 'tracestate', 'baggage'];

/**
 * Carries the correlation ID beside the trace context, which the wrapped propagators carry.
 *
 * Extract puts a {@link CorrelationScope} into the context:
 * - with a valid trace context, that one is the trace; the correlation ID is the one given, else the one that our member
 *   of `tracestate` carries, else the trace ID's
 * - without, the correlation ID gives the trace ID of the root span that the instrumentation then starts
 * - with neither, a new UUID is both
 */
export class CorrelationPropagator implements TextMapPropagator {
  readonly #traceContext: TextMapPropagator;
  readonly #settings: CorrelationSettings;
  readonly #fields: string[];
  /** The only headers that the wrapped propagators read; undefined: they may read others too. */
  readonly #read: readonly string[] | undefined;

  constructor(traceContext: TextMapPropagator, settings: CorrelationSettings) {
    this.#traceContext = traceContext;
    this.#settings = settings;
    const fields = traceContext.fields();
    this.#fields = [CORRELATION_HEADER, ...(settings.debug ? [DEBUG_HEADER] : []), ...fields];
    this.#read = fields.every((field) => W3C_FIELDS.includes(field)) ? fields : undefined;
  }

  inject(ctx: Context, carrier: unknown, setter: TextMapSetter): void {
    const request = takeOutgoingRequest();
    if (isTracingSuppressed(ctx)) return;
    if (request !== undefined && !this.#settings.propagatesTo(request.host)) return;
    const correlationId = getCorrelationId(ctx);
    if (correlationId === undefined) {
      this.#traceContext.inject(ctx, carrier, setter);
      return;
    }
    if (!request?.hasCorrelationId) setter.set(carrier, CORRELATION_HEADER, correlationId);
    const debugText = this.#settings.debug?.textFor(ctx, correlationId);
    if (debugText !== undefined) setter.set(carrier, DEBUG_HEADER, debugText);
    const withMembers = withDebugMember(withCorrelationMember(ctx, correlationId), debugText);
    this.#traceContext.inject(
      this.#settings.baggage ? withBaggage(withMembers, correlationId) : withMembers,
      carrier,
      setter,
    );
  }

  extract(ctx: Context, carrier: unknown, getter: TextMapGetter): Context {
    const { trust } = this.#settings;
    if (trust === 'ignore')
      return this.#scoped(ctx, new CorrelationScope(newCorrelationId()), carrier, getter);
    const isEmpty = this.#read?.every((field) => getter.get(carrier, field) === undefined) ?? false;
    const extracted = isEmpty ? ctx : this.#traceContext.extract(ctx, carrier, getter);
    const remote = remoteSpanContext(extracted, ctx);
    const correlationId = this.#correlationId(extracted, carrier, getter, remote);
    if (trust === 'link') {
      const scope = new CorrelationScope(correlationId, { link: remote, derivesTraceId: false });
      return this.#scoped(trace.deleteSpan(extracted), scope, carrier, getter, remote);
    }
    return this.#scoped(extracted, new CorrelationScope(correlationId), carrier, getter, remote);
  }

  /**
   * With what asks for debug: the header, else our member of `tracestate`, which goes no further than this. It is
   * signed, so that `trust` needs no say in it.
   */
  #scoped(
    ctx: Context,
    scope: CorrelationScope,
    carrier: unknown,
    getter: TextMapGetter,
    remote?: SpanContext,
  ): Context {
    const scoped = setScope(ctx, scope);
    const { debug } = this.#settings;
    if (debug === undefined) return scoped;
    const member = debugTextOfTraceState(remote);
    const text = firstOf(getter.get(carrier, DEBUG_HEADER)) ?? member;
    const told = member === undefined ? scoped : withDebugMember(scoped, undefined);
    return text === undefined ? told : debug.extract(told, text, scope.correlationId);
  }

  fields(): string[] {
    return this.#fields;
  }

  #correlationId(
    ctx: Context,
    carrier: unknown,
    getter: TextMapGetter,
    remote: SpanContext | undefined,
  ): string {
    const header = firstOf(getter.get(carrier, CORRELATION_HEADER));
    if (header !== undefined) {
      if (isCorrelationId(header)) return header;
      const replacement = acceptCorrelationId(header, 'header');
      return remote === undefined ? replacement : traceIdToCorrelationId(remote.traceId);
    }
    if (this.#settings.baggage) {
      const entry = propagation.getBaggage(ctx)?.getEntry(CORRELATION_BAGGAGE_KEY);
      if (entry !== undefined) return acceptCorrelationId(entry.value, 'baggage');
    }
    if (remote === undefined) return newCorrelationId();
    return correlationIdOfTraceState(remote) ?? traceIdToCorrelationId(remote.traceId);
  }
}

function remoteSpanContext(extracted: Context, before: Context): SpanContext | undefined {
  const spanContext = validSpanContext(extracted);
  return spanContext === trace.getSpanContext(before) ? undefined : spanContext;
}

/** Stands for headers that came more than once: no correlation ID. */
const REPEATED = ', ';

function firstOf(value: string | string[] | undefined): string | undefined {
  // Node joins repeated headers with ", ", which is refused; a getter that gives a list is treated alike.
  if (!Array.isArray(value)) return value;
  return value.length === 1 ? value[0] : REPEATED;
}

function withBaggage(ctx: Context, correlationId: string): Context {
  const entry: BaggageEntry = { value: correlationId };
  const baggage = propagation.getBaggage(ctx) ?? propagation.createBaggage();
  return propagation.setBaggage(ctx, baggage.setEntry(CORRELATION_BAGGAGE_KEY, entry));
}
