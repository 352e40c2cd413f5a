import { type Context, context, type Span, type Tracer, trace } from '@opentelemetry/api';
import { warnOnce } from '../../core/warn.js';
import { errorType, recordFailure } from '../failure.js';
import type { ArgumentTexts } from './arguments.js';
import { DeferredSpan } from './deferred-span.js';
import type { Operation } from './operation.js';

/** One call of a timed function. Ends once; what comes after the first end is ignored. */
export class OperationCall {
  readonly #operation: Operation;
  readonly #texts: ArgumentTexts | undefined;
  /** Undefined while no SDK is registered: the active context is then left as it is. */
  readonly #parent: Context | undefined;
  readonly #context: Context | undefined;
  readonly #span: Span | DeferredSpan | undefined;
  /** Monotonic, in milliseconds. */
  readonly #startedAt: number;
  #ended = false;

  constructor(operation: Operation, texts: ArgumentTexts | undefined, tracer?: Tracer, parent?: Context) {
    this.#operation = operation;
    this.#texts = texts;
    if (tracer !== undefined && parent !== undefined) {
      this.#span = startSpan(operation, tracer, parent);
      this.#parent = parent;
      this.#context = this.#span && trace.setSpan(parent, this.#span);
    }
    this.#startedAt = performance.now();
  }

  /** Runs a piece of the call with its span active. */
  run<T>(piece: () => T): T {
    return this.#context === undefined ? piece() : context.with(this.#context, piece);
  }

  complete(): void {
    this.#end((durationMs) => this.#logCompleted(durationMs));
  }

  fail(thrown: unknown): void {
    const type = errorType(thrown);
    if (this.#span !== undefined && !this.#ended) recordFailure(this.#span, thrown, type);
    this.#end((durationMs) => this.#logFailed(durationMs, thrown, type), type);
  }

  /** Ends the span of a call whose outcome can't be known any more: nothing is logged or measured. */
  abandon(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#span?.setAttribute('tracebridge.operation.abandoned', true).end();
  }

  #end(log: (durationMs: number) => void, failure?: string): void {
    if (this.#ended) return;
    this.#ended = true;
    const durationMs = performance.now() - this.#startedAt;
    try {
      const active = this.#endSpan(durationMs, failure !== undefined) ? this.#context : this.#parent;
      this.#record(durationMs, failure, active);
      if (active === undefined) log(durationMs);
      else context.with(active, log, undefined, durationMs);
    } catch (error) {
      warnOnce(`telemetry of timed() failed: ${errorType(error)}`);
    }
  }

  /** @returns whether there is a span that log line and exemplar can refer to */
  #endSpan(durationMs: number, failed: boolean): boolean {
    const span = this.#span;
    if (span === undefined) return false;
    if (!(span instanceof DeferredSpan)) {
      span.end();
      return true;
    }
    if (!failed && !span.isStarted && durationMs < this.#operation.spanThresholdMs) return false;
    span.endAfter(durationMs);
    return true;
  }

  #record(durationMs: number, failure: string | undefined, active: Context | undefined): void {
    const { histogram, metricAttributes } = this.#operation;
    if (histogram === undefined) return;
    const attributes =
      failure === undefined ? metricAttributes : { ...metricAttributes, 'error.type': failure };
    histogram.record(durationMs / 1000, attributes, active);
  }

  #logCompleted(durationMs: number): void {
    const { name, level, logger, thresholdMs } = this.#operation;
    if (durationMs < thresholdMs || !logger.isLevelEnabled(level)) return;
    logger[level](`${name} completed`, {
      operation: name,
      duration_ms: round(durationMs),
      ...this.#texts,
    });
  }

  #logFailed(durationMs: number, thrown: unknown, type: string): void {
    const { name, logger } = this.#operation;
    logger.exception(`${name} failed`, thrown, {
      operation: name,
      duration_ms: round(durationMs),
      error_type: type,
      ...this.#texts,
    });
  }
}

function startSpan(operation: Operation, tracer: Tracer, parent: Context): Span | DeferredSpan | undefined {
  try {
    return operation.spanThresholdMs > 0
      ? new DeferredSpan(tracer, operation.name, operation.spanOptions, parent)
      : tracer.startSpan(operation.name, operation.spanOptions, parent);
  } catch (error) {
    // A sampler or span processor of the app's that throws.
    warnOnce(`span of timed() failed: ${errorType(error)}`);
    return undefined;
  }
}

/** Milliseconds with two decimals, as in all log lines. */
function round(durationMs: number): number {
  return Math.round(durationMs * 100) / 100;
}
