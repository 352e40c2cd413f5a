import { type Context, context, type SpanOptions } from '@opentelemetry/api';
import { reading } from '../../core/errors.js';
import { roundedMillis } from '../../core/rounded-millis.js';
import { ensureContextManager } from '../../correlation/context-manager.js';
import type { BridgeLogger } from '../../logs/logger/bridge-logger.js';
import { getLogger } from '../../logs/logger/get-logger.js';
import { SCOPE_NAME } from '../../metrics/bound-instruments.js';
import { durationHistogram } from '../../metrics/duration-histogram.js';
import { activeTracer } from '../active-tracer.js';
import { type ArgumentTexts, captureArguments } from './arguments.js';
import { OperationCall } from './call.js';
import type { TimedOptions } from './options.js';

/** Seconds; from a query that is answered from a cache to a slow report. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

const duration = durationHistogram({
  scope: { name: SCOPE_NAME },
  name: 'tracebridge.operation.duration',
  description: 'Duration of timed operations',
  boundaries: BUCKETS,
});

const LOGGER_NAME = 'tracebridge.timed';
let logger: BridgeLogger | undefined;

/** A timed function: what is the same for all its calls, made once. */
export class Operation {
  readonly name: string;
  readonly spanThresholdMs: number;
  readonly spanOptions: SpanOptions;
  readonly #level: Exclude<TimedOptions['level'], 'warn' | undefined>;
  readonly #thresholdMs: number;
  readonly #logArgs: boolean;

  constructor(name: string, functionName: string, options: TimedOptions) {
    this.name = name;
    this.#level = options.level === 'warn' ? 'warning' : (options.level ?? 'info');
    this.#thresholdMs = options.thresholdMs ?? 0;
    this.spanThresholdMs = options.spanThresholdMs ?? 0;
    this.#logArgs = options.logArgs ?? false;
    const attributes = reading('attributes', () => ({ ...options.attributes }));
    this.spanOptions = { attributes: { 'code.function.name': functionName || name, ...attributes } };
  }

  /** Starts a call: span and clock. */
  begin(args: readonly unknown[]): OperationCall {
    const texts = this.#logArgs ? captureArguments(args) : undefined;
    const tracer = activeTracer();
    if (tracer === undefined) return new OperationCall(this, texts);
    ensureContextManager();
    return new OperationCall(this, texts, tracer, context.active());
  }

  /** Records the duration of a call. @param errorType of one that failed */
  measure(durationMs: number, errorType: string | undefined, ctx: Context | undefined): void {
    const { name } = this;
    const key = errorType === undefined ? name : `${name}\n${errorType}`;
    const attributes = () =>
      errorType === undefined
        ? { 'operation.name': name }
        : { 'operation.name': name, 'error.type': errorType };
    duration.record(key, attributes, durationMs / 1000, ctx);
  }

  logsCompletion(durationMs: number): boolean {
    return durationMs >= this.#thresholdMs && operationLogger().isLevelEnabled(this.#level);
  }

  logCompleted(durationMs: number, texts: ArgumentTexts | undefined): void {
    operationLogger()[this.#level](`${this.name} completed`, {
      operation: this.name,
      duration_ms: roundedMillis(durationMs),
      ...texts,
    });
  }

  logFailed(durationMs: number, thrown: unknown, type: string, texts: ArgumentTexts | undefined): void {
    operationLogger().exception(`${this.name} failed`, thrown, {
      operation: this.name,
      duration_ms: roundedMillis(durationMs),
      error_type: type,
      ...texts,
    });
  }
}

function operationLogger(): BridgeLogger {
  logger ??= getLogger(LOGGER_NAME);
  return logger;
}
