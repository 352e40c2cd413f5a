import { type Context, TraceFlags } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { keepsAll } from '../config/keep-rules.js';
import type { ResolvedOptions } from '../config/options.js';
import { KEEP_UNIT } from '../core/globals.js';
import { activeUnit, Keeper, setKeeper } from '../keep/keeper.js';
import { KeepPolicy } from '../keep/policy.js';
import type { KeepAccount, KeepEntry, KeepSignal, Kept } from '../keep/verdict.js';
import type { CapturedLog } from '../logs/record/log-record.js';
import type { LogSink } from '../logs/record/sink.js';
import { RecordedSpan } from '../tracing/recording/recorded-span.js';
import { exportersOf } from './export-config.js';
import { keepBytes } from './keep-bytes.js';
import { logBytes, readableLogBytes, spanBytes } from './weights.js';

/** Begins to make units where the rules don't keep everything. @returns undefined where they do */
export function startKeeping(options: ResolvedOptions, account: KeepAccount): Keeper | undefined {
  if (keepsAll(options.keep)) return undefined;
  const limits = {
    unitRecords: options.keepUnitRecords,
    unitBytes: options.keepUnitBytes,
    unitAgeMillis: options.keepUnitAgeMillis,
    maxBytes: keepBytes(options),
  };
  const keeper = new Keeper(new KeepPolicy(options.keep), limits, account);
  setKeeper(keeper);
  return keeper;
}

/** What records of a signal count as when they are withheld; undefined where they are not exported over OTLP. */
export function keptSignal(signal: KeepSignal): KeepSignal | undefined {
  return exportersOf(signal).includes('otlp') ? signal : undefined;
}

/**
 * A sink that gets the records which are kept: those of level warning and above at once, the others after the verdict.
 */
export function keepLogs(sink: LogSink): LogSink {
  const signal = keptSignal('logs');
  return (record) => {
    const { unit } = record;
    if (unit === undefined || unit.passes(record.severityNumber)) sink(record);
    else unit.take(new HeldLog(record, sink, signal));
  };
}

class HeldLog implements KeepEntry {
  readonly bytes: number;

  constructor(
    readonly record: CapturedLog,
    readonly sink: LogSink,
    readonly signal: KeepSignal | undefined,
  ) {
    this.bytes = logBytes(record);
  }

  release(): void {
    this.sink(this.record);
  }
}

/** Stands before processors, which get what is kept. */
abstract class KeepProcessor<Processor extends Pick<SpanProcessor, 'forceFlush' | 'shutdown'>> {
  constructor(
    protected readonly processors: readonly Processor[],
    protected readonly signal: KeepSignal | undefined,
  ) {}

  async forceFlush(): Promise<void> {
    await Promise.all(this.processors.map((processor) => processor.forceFlush()));
  }

  async shutdown(): Promise<void> {
    await Promise.all(this.processors.map((processor) => processor.shutdown()));
  }
}

/** As {@link keepLogs}, of records of OpenTelemetry's logs API. */
export class KeepLogProcessor extends KeepProcessor<LogRecordProcessor> implements LogRecordProcessor {
  onEmit(record: Parameters<LogRecordProcessor['onEmit']>[0], ctx?: Context): void {
    const unit = activeUnit(ctx);
    const emit = () => {
      for (const processor of this.processors) processor.onEmit(record, ctx);
    };
    if (unit === undefined || unit.passes(record.severityNumber ?? 0)) emit();
    else unit.take({ signal: this.signal, bytes: readableLogBytes(record), release: emit });
  }
}

/** Hands ended spans to processors: those that are sampled and kept, after the verdict. */
export class KeepSpanProcessor extends KeepProcessor<SpanProcessor> implements SpanProcessor {
  onStart(...args: Parameters<SpanProcessor['onStart']>): void {
    for (const processor of this.processors) processor.onStart(...args);
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    const unit = span instanceof RecordedSpan ? span[KEEP_UNIT] : undefined;
    if (unit === undefined) {
      this.#pass(span);
      return;
    }
    const recorded = span as RecordedSpan;
    // A unit's first span comes after the verdict, always.
    const verdict = unit.decide(this.signal);
    if (verdict === undefined) unit.take(new HeldSpan(recorded, this.#passKept, this.signal));
    else if (verdict.isKept) this.#passKept(recorded, verdict);
  }

  #pass(span: ReadableSpan): void {
    for (const processor of this.processors) processor.onEnd(span);
  }

  readonly #passKept = (span: RecordedSpan, { threshold }: Kept): void => {
    if (threshold !== undefined) span.keepThreshold(threshold);
    this.#pass(span);
  };
}

class HeldSpan implements KeepEntry {
  readonly bytes: number;

  constructor(
    readonly span: RecordedSpan,
    readonly pass: (span: RecordedSpan, kept: Kept) => void,
    readonly signal: KeepSignal | undefined,
  ) {
    this.bytes = spanBytes(span);
  }

  release(kept: Kept): void {
    this.pass(this.span, kept);
  }
}
