import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { taps } from './taps.js';

const nothing = async () => {};

/** Shows ended spans to the taps. */
export const tapSpanProcessor: SpanProcessor = {
  onStart() {},
  onEnd(span) {
    for (const tap of taps.active) tap.onSpan(span);
  },
  forceFlush: nothing,
  shutdown: nothing,
};

/** Shows records of the logs API to the taps. */
export const tapLogProcessor: LogRecordProcessor = {
  onEmit(record) {
    for (const tap of taps.active) tap.onLogRecord(record);
  },
  forceFlush: nothing,
  shutdown: nothing,
};
