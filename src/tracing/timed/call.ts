import { type Context, context, type Span, type Tracer, trace } from '@opentelemetry/api';
import { performance } from '../../core/native.js';
import { quietly, tellFailure } from '../../core/quietly.js';
import { LayeredContext } from '../../correlation/layered-context.js';
import { endAfter, startOf } from '../end-after.js';
import { errorType, recordFailure } from '../failure.js';
import type { Followed } from '../follow/followed.js';
import type { ArgumentTexts } from './arguments.js';
import { DeferredSpan } from './deferred-span.js';
import type { Operation } from './operation.js';

/** What fails: a sampler, span processor or transport of the app's that throws. */
const WHAT = 'telemetry of timed()';

/** One call of a timed function. Ends once; what comes after the first end is ignored. */
export class OperationCall implements Followed {
  /** Undefined while no SDK is registered: the active context is then left as it is. */
  readonly #parent: Context | undefined;
  readonly #context: Context | undefined;
  readonly #span: Span | DeferredSpan | undefined;
  /** Monotonic, in milliseconds. */
  readonly #startedAt: number;
  #ended = false;

  constructor(
    private readonly operation: Operation,
    private readonly texts: ArgumentTexts | undefined,
    tracer?: Tracer,
    parent?: Context,
  ) {
    if (tracer !== undefined && parent !== undefined) {
      this.#span = startSpan(operation, tracer, parent);
      this.#parent = parent;
      this.#context = this.#span && trace.setSpan(LayeredContext.over(parent), this.#span);
    }
    this.#startedAt = startOf(this.#span);
  }

  /** Whether {@link run} has no context to enter: then a caller saves the closure. */
  get isBare(): boolean {
    return this.#context === undefined;
  }

  /** Runs a piece of the call with its span active. */
  run<T>(piece: () => T): T {
    return this.#context === undefined ? piece() : context.with(this.#context, piece);
  }

  complete(): void {
    if (this.#ended) return;
    this.#ended = true;
    const durationMs = performance.now() - this.#startedAt;
    const isLeftOut = this.#isLeftOut(durationMs);
    try {
      const active = this.#told(isLeftOut);
      this.operation.measure(durationMs, undefined, active);
      // Asked before the context is entered for it: most calls that have a threshold stay below it.
      if (this.operation.logsCompletion(durationMs))
        inContext(active, () => this.operation.logCompleted(durationMs, this.texts));
    } catch (error) {
      tellFailure(WHAT, error);
    }
    if (!isLeftOut) this.#endSpan(durationMs);
  }

  fail(thrown: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    const durationMs = performance.now() - this.#startedAt;
    const type = errorType(thrown);
    try {
      const active = this.#told(false);
      if (this.#span !== undefined) recordFailure(this.#span, thrown, type);
      this.operation.measure(durationMs, type, active);
      inContext(active, () => this.operation.logFailed(durationMs, thrown, type, this.texts));
    } catch (error) {
      tellFailure(WHAT, error);
    }
    this.#endSpan(durationMs);
  }

  /** Ends the span of a call whose outcome can't be known any more: nothing is logged or measured. */
  abandon(): void {
    if (this.#ended) return;
    this.#ended = true;
    quietly(WHAT, () => this.#span?.setAttribute('tracebridge.operation.abandoned', true).end());
  }

  /** Whether the span of a call that did not fail is below its threshold, and nothing referred to it. */
  #isLeftOut(durationMs: number): boolean {
    const span = this.#span;
    return span instanceof DeferredSpan && !span.isStarted && durationMs < this.operation.spanThresholdMs;
  }

  /** The context that log line and exemplar belong to: the parent's for a span that is left out. */
  #told(isLeftOut: boolean): Context | undefined {
    return this.#span === undefined || isLeftOut ? this.#parent : this.#context;
  }

  /** After what tells of the call. */
  #endSpan(durationMs: number): void {
    if (this.#span === undefined) return;
    try {
      endAfter(this.#span, durationMs);
    } catch (error) {
      tellFailure(WHAT, error);
    }
  }
}

function inContext(active: Context | undefined, log: () => void): void {
  if (active === undefined) log();
  else context.with(active, log);
}

function startSpan(operation: Operation, tracer: Tracer, parent: Context): Span | DeferredSpan | undefined {
  try {
    return operation.spanThresholdMs > 0
      ? new DeferredSpan(tracer, operation.name, operation.spanOptions, parent)
      : tracer.startSpan(operation.name, operation.spanOptions, parent);
  } catch (error) {
    tellFailure(WHAT, error);
    return undefined;
  }
}
