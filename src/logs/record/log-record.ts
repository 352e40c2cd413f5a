import type { HrTime } from '@opentelemetry/api';
import type { PlainException, PlainObject } from '../../core/plain.js';

/**
 * One captured log call: normalised, redacted, with the context that was active when it was written.
 * The JSON line and the OTLP record are both rendered from it.
 */
export interface CapturedLog {
  /** Seconds since the Unix epoch and nanoseconds, by the bridge's clock. */
  readonly time: HrTime;
  /** Upper case as in the JSON line: "DEBUG", "INFO", "WARNING", "ERROR", or the upper-cased name of a custom level. */
  readonly severityText: string;
  /** OpenTelemetry SeverityNumber, 1–24. */
  readonly severityNumber: number;
  /** Name of the logger; the OTLP instrumentation scope. */
  readonly logger: string | undefined;
  readonly message: string;
  /** Snake-case fields of the logging context, shared by all records of that context; safe to use as a cache key. */
  readonly contextFields: PlainObject | undefined;
  /** 32 lower-case hex digits. */
  readonly traceId: string | undefined;
  /** 16 lower-case hex digits. */
  readonly spanId: string | undefined;
  readonly traceFlags: number;
  readonly exception: PlainException | undefined;
  /** The call's own fields. Reserved names have been moved (see `logs/reserved`). */
  readonly fields: PlainObject | undefined;
}
