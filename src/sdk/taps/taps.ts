import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { TAPS } from '../../core/globals.js';
import { share } from '../../core/share.js';
import { allLoggerClasses } from '../../logs/winston/loaded-loggers.js';
import { captureLogger, type LoggerClass, releaseLogger } from '../../logs/winston/logger-class.js';

/** Sees what passes through the process's providers, before it is exported. Must not throw. */
export interface TelemetryTap {
  onSpan(span: ReadableSpan): void;
  /** Records of OpenTelemetry's logs API; what winston writes goes to the log sinks. */
  onLogRecord(record: ReadableLogRecord): void;
}

interface Taps {
  readonly active: Set<TelemetryTap>;
  /** Signals whose registered provider feeds the taps. */
  readonly fed: Set<'traces' | 'logs'>;
  /** Of the registered meter provider, when it can be asked. */
  collectMetrics: (() => Promise<ResourceMetrics>) | undefined;
  /** Whether `start()` has instrumented requests and loggers; it has not where `OTEL_SDK_DISABLED` is true. */
  instrumented: boolean;
  /** Logger classes that are captured for the taps, until the last one ends. */
  readonly loggers: Set<LoggerClass>;
  /** Raised by each capture and each reset: which of them a measurement came after. */
  epoch: number;
}

/** Attribute that carries the epoch of a measurement, on meter providers of ours that only captures read. */
export const EPOCH_ATTRIBUTE = 'tracebridge.capture.epoch';

/** Shared by all copies of this package, as the providers are: jest's `resetModules` makes copies. */
export const taps: Taps = share(TAPS, () => ({
  active: new Set(),
  fed: new Set(),
  instrumented: false,
  loggers: new Set(),
  collectMetrics: undefined,
  epoch: 0,
}));

/** Begins to show a tap what is recorded. */
export function addTap(tap: TelemetryTap): void {
  taps.active.add(tap);
  for (const loggerClass of allLoggerClasses()) {
    if (captureLogger(loggerClass)) taps.loggers.add(loggerClass);
  }
}

export function removeTap(tap: TelemetryTap): void {
  taps.active.delete(tap);
  if (taps.active.size > 0) return;
  // A bridge that was started meanwhile found the loggers captured, and needs them so.
  if (!taps.instrumented) taps.loggers.forEach(releaseLogger);
  taps.loggers.clear();
}
