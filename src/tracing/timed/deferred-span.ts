import {
  type Attributes,
  type Context,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanAttributeValue,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  type TimeInput,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { TIMELINE, type Timeline, timelineIn } from '../../core/clock.js';
import { KEEP_UNIT } from '../../core/globals.js';
import { performance } from '../../core/native.js';
import type { KeepUnit } from '../../keep/keep-unit.js';
import { activeUnit, unitOf } from '../../keep/keeper.js';

/**
 * A span that is started only when something asks for it: a child or an outgoing request that needs its ID, a log line
 * that is to carry it, code that sets an attribute. One that nobody asked for can be left out without a trace: no
 * child is orphaned, no span is started that never ends.
 */
export class DeferredSpan implements Span {
  /** Monotonic, in milliseconds. */
  readonly startedAt = performance.now();
  readonly #timeline: Timeline;
  readonly #startTime: HrTime;
  #span: Span | undefined;

  constructor(
    private readonly tracer: Tracer,
    private readonly name: string,
    private readonly options: SpanOptions,
    private readonly parent: Context,
  ) {
    this.#timeline = timelineIn(trace.getSpan(parent), this.startedAt);
    this.#startTime = this.#timeline.tick(this.startedAt);
  }

  /** Whether something referred to it. */
  get isStarted(): boolean {
    return this.#span !== undefined;
  }

  get [TIMELINE](): Timeline {
    return this.#timeline;
  }

  get [KEEP_UNIT](): KeepUnit | undefined {
    return activeUnit(this.parent) ?? unitOf(this.#span);
  }

  endAfter(durationMs: number): void {
    this.#start().end(this.#timeline.tick(this.startedAt + durationMs));
  }

  spanContext(): SpanContext {
    return this.#start().spanContext();
  }

  isRecording(): boolean {
    return this.#start().isRecording();
  }

  setAttribute(key: string, value: SpanAttributeValue): this {
    this.#start().setAttribute(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    this.#start().setAttributes(attributes);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    this.#start().addEvent(name, attributesOrTime, time);
    return this;
  }

  addLink(link: Link): this {
    this.#start().addLink(link);
    return this;
  }

  addLinks(links: Link[]): this {
    this.#start().addLinks(links);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.#start().setStatus(status);
    return this;
  }

  updateName(name: string): this {
    this.#start().updateName(name);
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.#start().recordException(exception, time);
  }

  end(endTime?: TimeInput): void {
    this.#start().end(endTime ?? this.#timeline.tick(performance.now()));
  }

  #start(): Span {
    this.#span ??= this.tracer.startSpan(
      this.name,
      { ...this.options, startTime: this.#startTime },
      this.parent,
    );
    return this.#span;
  }
}
