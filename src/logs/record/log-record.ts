import type { HrTime } from '@opentelemetry/api';
import { now } from '../../core/clock.js';
import type { PlainException, PlainObject } from '../../core/plain.js';
import type { KeepUnit } from '../../keep/keep-unit.js';
import type { ActiveContext } from './active-context.js';
import type { Severity } from './level.js';

/**
 * One captured log call: normalised, redacted, with the context that was active when it was written.
 * The JSON line and the OTLP record are both rendered from it.
 */
export interface CapturedLog {
  /** Seconds since the Unix epoch and nanoseconds, by the bridge's clock. */
  readonly time: HrTime;
  /** Name of the level as its source wrote it: "info", "warn". The JSON line has it in upper case (`lineLevel`). */
  readonly severityText: string;
  /** OpenTelemetry SeverityNumber, 1–24; 0 for a level of which nothing is known. */
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
  /** The call's own fields. Reserved names have been moved (see `logs/record/reserved`). */
  readonly fields: PlainObject | undefined;
  /** Whose verdict it waits for; undefined where everything is kept. */
  readonly unit: KeepUnit | undefined;
}

/** Scope name of records whose logger has no name. */
export const UNNAMED_LOGGER = 'winston';

/** The one place where records are made: of plain values, in the context that is active. */
export function createRecord(
  severity: Severity,
  logger: string | undefined,
  message: string,
  exception: PlainException | undefined,
  fields: PlainObject | undefined,
  { contextFields, spanContext, unit }: ActiveContext,
  time: HrTime = now(),
): CapturedLog {
  return {
    time,
    severityText: severity.text,
    severityNumber: severity.number,
    logger,
    message,
    contextFields,
    traceId: spanContext?.traceId,
    spanId: spanContext?.spanId,
    traceFlags: spanContext?.traceFlags ?? 0,
    exception,
    fields,
    unit,
  };
}
