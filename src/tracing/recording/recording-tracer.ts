import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Link,
  SamplingDecision,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import type { IdGenerator, Sampler } from '@opentelemetry/sdk-trace';
import { timelineIn } from '../../core/clock.js';
import { UNIT_ROOT } from '../../core/globals.js';
import { performance } from '../../core/native.js';
import { type CorrelationScope, getScope } from '../../correlation/scope.js';
import { validContextOf } from '../../correlation/valid-span-context.js';
import { debugRuleOf } from '../../debug/request-debug.js';
import { isKeeping, openUnit, unitOf } from '../../keep/keeper.js';
import { initialTraceState } from '../../keep/share.js';
import { BaseTracer } from '../base-tracer.js';
import { CORRELATION_ATTRIBUTE, correlationIdOf } from '../correlation-attribute.js';
import { innerServer } from '../inner-server.js';
import { OWNED, type OwnedSpanOptions } from '../owned-attributes.js';
import { AttributeSet } from './attribute-set.js';
import { cleanLinks } from './items.js';
import { RecordedSpan, type SpanOwner } from './recorded-span.js';
import { UnrecordedSpan } from './unrecorded-span.js';

/** W3C Trace Context level 2, "Random Trace ID Flag". */
const RANDOM = 0x02;

interface TracerSettings extends SpanOwner {
  readonly idGenerator: IdGenerator;
  /** undefined: parentbased_always_on, the specification's default. */
  readonly sampler: Sampler | undefined;
}

/** What a sampler decided. */
interface Decision {
  readonly isRecording: boolean;
  readonly isSampled: boolean;
  readonly traceState: SpanContext['traceState'];
}

/**
 * Starts spans. One without a parent gets the trace ID of the correlation ID in force, and each carries the
 * correlation ID.
 */
export class RecordingTracer extends BaseTracer {
  readonly #settings: TracerSettings;

  constructor(settings: TracerSettings) {
    super();
    this.#settings = settings;
  }

  override startSpan(name: string, options: SpanOptions = {}, given: Context = context.active()): Span {
    if (isTracingSuppressed(given)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const { idGenerator, limits, sampler } = this.#settings;
    const isRoot = options.root === true;
    const ctx = isRoot ? trace.deleteSpan(given) : given;
    const parentSpan = isRoot ? undefined : trace.getSpan(ctx);
    const parent = parentSpan && validContextOf(parentSpan);
    const scope = getScope(ctx);
    // `root: true` asks for a trace of its own: it keeps a random trace ID.
    const derived = parent === undefined && !isRoot ? scope : undefined;
    const traceId = parent?.traceId ?? derived?.rootTraceId ?? idGenerator.generateTraceId();
    const kind = options.kind ?? SpanKind.INTERNAL;
    const attributes = new AttributeSet(limits.attributeCountLimit, limits.attributeValueLengthLimit);
    const isOwned = (options as OwnedSpanOptions)[OWNED] === true;
    if (isOwned && options.attributes !== undefined) attributes.adopt(options.attributes);
    else attributes.start(options.attributes);
    const { links, dropped } = cleanLinks(linksOf(options, derived), limits);
    const isDebugged = debugRuleOf(ctx) !== undefined;
    const decision = isDebugged
      ? { ...SAMPLED, traceState: parent?.traceState }
      : sampler === undefined
        ? likeParent(parent)
        : decide(sampler, ctx, { traceId, name, kind, attributes, links, parent });
    const spanContext: SpanContext = {
      traceId,
      spanId: idGenerator.generateSpanId(),
      traceFlags:
        (decision.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE) |
        // Said by whoever made the trace ID; never of one that is derived from a correlation ID.
        ((parent?.traceFlags ?? 0) & RANDOM),
      traceState:
        decision.traceState ?? (parent === undefined && isKeeping() ? initialTraceState(traceId) : undefined),
    };
    const outer = (options as OwnedSpanOptions)[UNIT_ROOT] ? undefined : unitOf(parentSpan);
    const unit = outer ?? openUnit(traceId, spanContext.traceState);
    const isUnitRoot = outer === undefined;
    if (isDebugged) unit?.keep('debug');
    if (!decision.isRecording)
      return unit === undefined
        ? trace.wrapSpanContext(spanContext)
        : new UnrecordedSpan(spanContext, name, attributes.values, unit, isUnitRoot);
    attributes.force(CORRELATION_ATTRIBUTE, scope?.correlationId ?? correlationIdOf(traceId));
    const { startTime } = options;
    const startedAt = performance.now();
    const span = new RecordedSpan(this.#settings, {
      name,
      kind,
      spanContext,
      parent,
      attributes,
      links,
      droppedLinks: dropped,
      timeline: timelineIn(parentSpan, startedAt),
      startedAt,
      startTime,
      unit,
      isUnitRoot,
    });
    if (kind === SpanKind.SERVER && parentSpan instanceof RecordedSpan && parentSpan.kind === kind)
      innerServer.set(parentSpan, span);
    if (isUnitRoot) unit?.begin(span);
    return span.begin(ctx);
  }
}

/** A request that is only linked to, not continued, is linked to by the root span. */
function linksOf(options: SpanOptions, derived: CorrelationScope | undefined): Link[] | undefined {
  if (derived?.link === undefined) return options.links;
  return [...(options.links ?? []), { context: derived.link }];
}

const SAMPLED: Decision = { isRecording: true, isSampled: true, traceState: undefined };

function likeParent(parent: SpanContext | undefined): Decision {
  if (parent === undefined) return SAMPLED;
  const isSampled = (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
  return { isRecording: isSampled, isSampled, traceState: parent.traceState };
}

interface Candidate {
  readonly traceId: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: AttributeSet;
  readonly links: Link[];
  readonly parent: SpanContext | undefined;
}

function decide(sampler: Sampler, ctx: Context, candidate: Candidate): Decision {
  const { traceId, name, kind, attributes, links, parent } = candidate;
  const result = sampler.shouldSample(ctx, traceId, name, kind, attributes.values, links);
  attributes.start(result.attributes);
  return {
    isRecording: result.decision !== SamplingDecision.NOT_RECORD,
    isSampled: result.decision === SamplingDecision.RECORD_AND_SAMPLED,
    traceState: result.traceState ?? parent?.traceState,
  };
}
