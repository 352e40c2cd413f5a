import {
  type Attributes,
  type Context,
  diag,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api';
import {
  hrTimeDuration,
  hrTimeToMilliseconds,
  type InstrumentationScope,
  isTimeInput,
} from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, Span as SdkSpan, SpanProcessor, TimedEvent } from '@opentelemetry/sdk-trace';
import { later, TIMELINE, type Timeline } from '../../core/clock.js';
import { KEEP_UNIT } from '../../core/globals.js';
import { performance } from '../../core/native.js';
import { HAS_VALID_CONTEXT } from '../../correlation/valid-span-context.js';
import type { KeepUnit } from '../../keep/keep-unit.js';
import { withThreshold } from '../../keep/share.js';
import type { AttributeSet } from './attribute-set.js';
import { exceptionAttributes } from './exception-attributes.js';
import { cleanEvent, cleanLink } from './items.js';
import type { ResolvedSpanLimits } from './limits.js';
import { givenTime } from './span-time.js';

/** What all spans of a tracer share. */
export interface SpanOwner {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly processors: readonly SpanProcessor[];
  readonly limits: ResolvedSpanLimits;
}

interface SpanInit {
  readonly name: string;
  readonly kind: SpanKind;
  readonly spanContext: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly attributes: AttributeSet;
  readonly links: Link[];
  readonly droppedLinks: number;
  /** Where the span's times come from. */
  readonly timeline: Timeline;
  /** Monotonic, in milliseconds. */
  readonly startedAt: number;
  /** A start that the app gave, in place of `startedAt`. */
  readonly startTime: TimeInput | undefined;
  /** Whose verdict the span waits for. */
  readonly unit: KeepUnit | undefined;
  /** Whether the unit begins and ends with it. */
  readonly isUnitRoot: boolean;
}

// What spans begin with, one of each for all of them.
const NO_STATUS: SpanStatus = Object.freeze({ code: SpanStatusCode.UNSET });
const NOT_ENDED = Object.freeze([0, 0]) as unknown as HrTime;
const UNKNOWN = Object.freeze([-1, -1]) as unknown as HrTime;

/**
 * A span that records. The bridge's own, in place of the SDK's, for three reasons: it takes any value without
 * throwing, it knows the correlation ID when it starts, and it costs a third (the SDK copies and checks the attributes
 * a span starts with twice, and each one it is given later by a call with an object of five fields).
 * Its fields are no `#private` ones, so that what derives from a span or stands before it as a Proxy works.
 * Behaves as the specification's "Span operations" and the SDK do; `test/unit/tracing/recording` compares the two.
 */
export class RecordedSpan implements Span, ReadableSpan {
  name: string;
  readonly kind: SpanKind;
  readonly startTime: HrTime;
  readonly parentSpanContext?: SpanContext;
  readonly links: Link[];
  readonly events: TimedEvent[] = [];
  status: SpanStatus = NO_STATUS;
  endTime: HrTime = NOT_ENDED;
  droppedEventsCount = 0;
  droppedLinksCount: number;
  private readonly owner: SpanOwner;
  private ownContext: SpanContext;
  private readonly attributeSet: AttributeSet;
  private readonly timeline: Timeline;
  /** Monotonic, in milliseconds; undefined for a start that the app gave. */
  readonly startedAt: number | undefined;
  private readonly unit: KeepUnit | undefined;
  private readonly isUnitRoot: boolean;
  private isEnded = false;

  constructor(owner: SpanOwner, init: SpanInit) {
    this.owner = owner;
    this.ownContext = init.spanContext;
    this.attributeSet = init.attributes;
    this.timeline = init.timeline;
    const given = givenTime(init.startTime, init.timeline);
    this.startedAt = given === undefined ? init.startedAt : undefined;
    this.startTime = given ?? init.timeline.tick(init.startedAt);
    this.name = init.name;
    this.kind = init.kind;
    this.parentSpanContext = init.parent;
    this.links = init.links;
    this.droppedLinksCount = init.droppedLinks;
    this.unit = init.unit;
    this.isUnitRoot = init.isUnitRoot;
  }

  /** Shows the span to the processors; once, right after it was made. */
  begin(parent: Context): this {
    for (const processor of this.owner.processors) processor.onStart(this as unknown as SdkSpan, parent);
    return this;
  }

  get [HAS_VALID_CONTEXT](): true {
    return true;
  }

  get [TIMELINE](): Timeline | undefined {
    return this.isEnded ? undefined : this.timeline;
  }

  get [KEEP_UNIT](): KeepUnit | undefined {
    return this.unit;
  }

  get attributes(): Attributes {
    return this.attributeSet.values;
  }

  get droppedAttributesCount(): number {
    return this.attributeSet.dropped;
  }

  get duration(): HrTime {
    return this.endTime === NOT_ENDED ? UNKNOWN : hrTimeDuration(this.startTime, this.endTime);
  }

  get ended(): boolean {
    return this.isEnded;
  }

  get resource(): Resource {
    return this.owner.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this.owner.scope;
  }

  spanContext(): SpanContext {
    return this.ownContext;
  }

  isRecording(): boolean {
    return !this.isEnded;
  }

  setAttribute(key: string, value: unknown): this {
    if (this.isOpen('setAttribute')) this.attributeSet.set(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (this.isOpen('setAttributes')) this.attributeSet.setAll(attributes);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (!this.isOpen('addEvent')) return this;
    const { eventCountLimit } = this.owner.limits;
    if (this.events.length >= eventCountLimit) {
      this.droppedEventsCount++;
      if (eventCountLimit === 0) return this;
      this.events.shift();
    }
    const isTime = isTimeSafely(attributesOrTime);
    const at = isTime && !isTimeSafely(time) ? (attributesOrTime as TimeInput) : time;
    const attributes = isTime ? undefined : (attributesOrTime as Attributes | undefined);
    this.events.push(
      cleanEvent(name, givenTime(at, this.timeline) ?? this.now(), attributes, this.owner.limits),
    );
    return this;
  }

  addLink(link: Link): this {
    if (!this.isOpen('addLink')) return this;
    const clean = cleanLink(link, this.owner.limits);
    if (clean === undefined) {
      this.droppedLinksCount++;
      return this;
    }
    const { linkCountLimit } = this.owner.limits;
    if (this.links.length >= linkCountLimit) {
      this.droppedLinksCount++;
      if (linkCountLimit === 0) return this;
      this.links.shift();
    }
    this.links.push(clean);
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  /** OK is final; UNSET changes nothing (specification, "Set Status"). */
  setStatus({ code, message }: SpanStatus): this {
    if (!this.isOpen('setStatus')) return this;
    if (code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK) return this;
    const hasMessage = code === SpanStatusCode.ERROR && typeof message === 'string';
    this.status = hasMessage ? { code, message } : { code };
    return this;
  }

  updateName(name: string): this {
    if (this.isOpen('updateName')) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = exceptionAttributes(exception);
    if (attributes === undefined) diag.warn('Failed to record an exception without type and message');
    else this.addEvent('exception', attributes, time);
  }

  end(endTime?: TimeInput): void {
    if (!this.isOpen('end')) return;
    this.endTime = givenTime(endTime, this.timeline) ?? this.now();
    if (this.duration[0] < 0) {
      diag.warn('Inconsistent start and end time: the duration of the span is set to 0');
      this.endTime = [...this.startTime];
    }
    for (const processor of this.owner.processors) processor.onEnding?.(this as unknown as SdkSpan);
    this.isEnded = true;
    this.unit?.endOf(
      this.status.code === SpanStatusCode.ERROR,
      this.isUnitRoot,
      hrTimeToMilliseconds(this.duration),
    );
    for (const processor of this.owner.processors) processor.onEnd(this);
  }

  /** As {@link end}, for a caller that measured itself: one clock reading less. @param elapsed milliseconds */
  endAfter(elapsed: number): void {
    const { startedAt } = this;
    this.end(
      startedAt === undefined ? later(this.startTime, elapsed) : this.timeline.tick(startedAt + elapsed),
    );
  }

  /** Says in the trace state what the span stands for, of those that were not kept. @param threshold of `ot=th` */
  keepThreshold(threshold: string): void {
    const { ownContext } = this;
    const traceState = withThreshold(ownContext.traceState, threshold);
    this.ownContext = { ...ownContext, traceState };
  }

  private now(): HrTime {
    return this.timeline.tick(performance.now());
  }

  private isOpen(operation: string): boolean {
    if (this.isEnded) diag.warn(`${operation}() on an ended span`, this.ownContext);
    return !this.isEnded;
  }
}

function isTimeSafely(value: unknown): boolean {
  try {
    return isTimeInput(value);
  } catch {
    return false;
  }
}
