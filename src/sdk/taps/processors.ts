import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { taps } from './taps.js';

/** Shows ended spans to the taps. */
export class TapSpanProcessor implements SpanProcessor {
  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    for (const tap of taps.active) tap.onSpan(span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** Shows records of the logs API to the taps. */
export class TapLogProcessor implements LogRecordProcessor {
  onEmit(record: ReadableLogRecord): void {
    for (const tap of taps.active) tap.onLogRecord(record);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
