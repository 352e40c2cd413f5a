import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { getValues } from '../config/values.js';
import type { PlainException, PlainObject } from '../core/plain.js';
import { lineLevel } from '../logs/record/level.js';
import type { CapturedLog } from '../logs/record/log-record.js';

/**
 * A log record, with its values masked and bounded as they would be exported.
 * @example
 * ```ts
 * import { type CapturedLogRecord, captureTelemetry } from 'tracebridge/testing';
 *
 * using telemetry = captureTelemetry();
 * const errors: CapturedLogRecord[] = telemetry.logs.filter((log) => log.level === 'ERROR');
 * ```
 */
export interface CapturedLogRecord {
  readonly message: string;
  /** Upper case as in the JSON line: "INFO", "WARNING". */
  readonly level: string;
  /** Name of the logger. */
  readonly logger: string | undefined;
  readonly correlationId: string | undefined;
  /** 32 lower-case hex digits; undefined for a log outside of any trace. */
  readonly traceId: string | undefined;
  /** 16 lower-case hex digits. */
  readonly spanId: string | undefined;
  /** As in the JSON line: those of the logging context, then the call's own. */
  readonly fields: PlainObject;
  readonly exception: PlainException | undefined;
}

export function fromCapturedLog(record: CapturedLog): CapturedLogRecord {
  const { contextFields } = record;
  return {
    message: record.message,
    level: lineLevel(record.severityText),
    logger: record.logger,
    correlationId: textOf(contextFields?.correlation_id),
    traceId: record.traceId,
    spanId: record.spanId,
    fields: { ...contextFields, ...record.fields },
    exception: record.exception,
  };
}

/** Of a record that came through OpenTelemetry's logs API. */
export function fromReadableLogRecord(record: ReadableLogRecord): CapturedLogRecord {
  const { normalizer } = getValues();
  const fields: PlainObject = { ...normalizer.toFields(record.attributes) };
  return {
    message: normalizer.toText(record.body ?? record.eventName ?? ''),
    level: lineLevel(record.severityText ?? ''),
    logger: record.instrumentationScope.name,
    correlationId: textOf(fields.correlation_id),
    traceId: record.spanContext?.traceId,
    spanId: record.spanContext?.spanId,
    fields,
    exception: undefined,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
