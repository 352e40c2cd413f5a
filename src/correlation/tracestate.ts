import {
  type Context,
  type SpanContext,
  type TextMapGetter,
  type TraceState,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { hyphenated, isCorrelationId } from './correlation-id.js';

/** Our member of `tracestate`: a correlation ID that the trace ID doesn't tell. */
const MEMBER = 'tracebridge';
/** Another one: debug for one customer, signed. */
const DEBUG_MEMBER = 'tracebridge-debug';
/** Stands for `=`, which a member's value may not hold; neither correlation IDs nor signed texts have it. */
const EQUALS = '~';

// W3C Trace Context level 2, section 3.3.1: a list that breaks a rule is dropped as a whole.
const MAX_MEMBERS = 32;
/** What must be passed on at least. */
const MAX_CHARACTERS = 512;
const LARGE_MEMBER = 128;
const KEY = /^[a-z0-9][_0-9a-z\-*/@]{0,255}$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** Members of a list that keeps to the syntax; OpenTelemetry's own passes some that don't, and drops keys of level 2. */
class Members implements TraceState {
  readonly #members: readonly string[];

  constructor(members: readonly string[]) {
    this.#members = members;
  }

  get(key: string): string | undefined {
    return this.#members.find((member) => member.startsWith(`${key}=`))?.slice(key.length + 1);
  }

  /** The latest comes first; one that breaks the syntax is left out. */
  set(key: string, value: string): TraceState {
    const member = `${key}=${value}`;
    if (!isMember(member)) return this;
    return new Members([member, ...this.#without(key)].slice(0, MAX_MEMBERS));
  }

  unset(key: string): TraceState {
    return new Members(this.#without(key));
  }

  serialize(): string {
    return this.#members.join(',');
  }

  #without(key: string): string[] {
    return this.#members.filter((member) => !member.startsWith(`${key}=`));
  }
}

/** A `tracestate` header; undefined for one that breaks the syntax, or is empty: such a one should not be sent on. */
function parseTracestate(header: string): TraceState | undefined {
  const members = header
    .split(',')
    .map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((member) => member !== '');
  const isValid = members.length > 0 && members.length <= MAX_MEMBERS && members.every(isMember);
  return isValid ? new Members(members) : undefined;
}

function isMember(member: string): boolean {
  const equals = member.indexOf('=');
  return equals > 0 && KEY.test(member.slice(0, equals)) && VALUE.test(member.slice(equals + 1));
}

/** OpenTelemetry's propagator with the syntax of `tracestate` held to. */
export class StrictTraceContextPropagator extends W3CTraceContextPropagator {
  override extract(ctx: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = getter.get(carrier, 'tracestate');
    if (header === undefined) return super.extract(ctx, carrier, getter);
    const extracted = super.extract(ctx, carrier, {
      keys: (given) => getter.keys(given),
      get: (given, key) => (key === 'tracestate' ? undefined : getter.get(given, key)),
    });
    const spanContext = trace.getSpanContext(extracted);
    const traceState = parseTracestate(String(header));
    if (extracted === ctx || spanContext === undefined || traceState === undefined) return extracted;
    return trace.setSpanContext(extracted, { ...spanContext, traceState });
  }
}

export function correlationIdOfTraceState(spanContext: SpanContext | undefined): string | undefined {
  const id = memberOf(spanContext, MEMBER);
  return isCorrelationId(id) ? id : undefined;
}

/** The text by which debug for one customer travels, of our member of a trace state. */
export function debugTextOfTraceState(spanContext: SpanContext | undefined): string | undefined {
  return memberOf(spanContext, DEBUG_MEMBER);
}

/** The context to inject from: its trace state carries the correlation ID where the trace ID doesn't tell it. */
export function withCorrelationMember(ctx: Context, correlationId: string): Context {
  const isTold = correlationId === hyphenated(trace.getSpanContext(ctx)?.traceId ?? '');
  return withMember(ctx, MEMBER, isTold ? undefined : correlationId);
}

/** The context with the text in the trace state, undefined: without one. */
export function withDebugMember(ctx: Context, text: string | undefined): Context {
  return withMember(ctx, DEBUG_MEMBER, text);
}

function memberOf(spanContext: SpanContext | undefined, key: string): string | undefined {
  return spanContext?.traceState?.get(key)?.replaceAll(EQUALS, '=');
}

function withMember(ctx: Context, key: string, text: string | undefined): Context {
  const spanContext = trace.getSpanContext(ctx);
  if (spanContext === undefined) return ctx;
  const { traceState } = spanContext;
  const value = text?.replaceAll('=', EQUALS);
  if (traceState?.get(key) === value) return ctx;
  const others = (traceState?.unset(key).serialize() ?? '').split(',').filter((member) => member !== '');
  const kept = value === undefined ? others : withinBounds(`${key}=${value}`, others);
  const { traceState: _, ...rest } = spanContext;
  return trace.setSpanContext(ctx, kept.length === 0 ? rest : { ...rest, traceState: new Members(kept) });
}

const isLarge = (member: string): boolean => member.length > LARGE_MEMBER;

/** Large members give way first, then those at the end (section 3.5). */
function withinBounds(own: string, others: readonly string[]): string[] {
  const kept = others.slice(0, MAX_MEMBERS - 1);
  while (kept.length > 0 && [own, ...kept].join(',').length > MAX_CHARACTERS)
    // Without a large one, -1: the last.
    kept.splice(kept.findLastIndex(isLarge), 1);
  return [own, ...kept];
}
