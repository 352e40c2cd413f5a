import type { RawMessage } from '../schema/message.js';
import { type Attributes, type AttributeValue, toAttributes, toAttributeValue } from './attributes.js';
import { recordsOf, type Source } from './source.js';

/** A log record as received. Ids are lower-case hex, '' when absent; times are nanoseconds since the Unix epoch. */
export interface LogRecord extends Source {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
  /** 0 when the source gave none. */
  readonly timeUnixNano: bigint;
  readonly observedTimeUnixNano: bigint;
  /** 1–24, 0 when absent. */
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: AttributeValue;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

export interface LogsRequest {
  readonly signal: 'logs';
  readonly logs: LogRecord[];
}

function toLog(log: RawMessage, source: Source): LogRecord {
  return {
    ...source,
    traceId: (log.traceId as string | undefined) ?? '',
    spanId: (log.spanId as string | undefined) ?? '',
    flags: (log.flags as number | undefined) ?? 0,
    timeUnixNano: (log.timeUnixNano as bigint | undefined) ?? 0n,
    observedTimeUnixNano: (log.observedTimeUnixNano as bigint | undefined) ?? 0n,
    severityNumber: (log.severityNumber as number | undefined) ?? 0,
    severityText: (log.severityText as string | undefined) ?? '',
    eventName: (log.eventName as string | undefined) ?? '',
    body: toAttributeValue(log.body as RawMessage | undefined),
    attributes: toAttributes(log.attributes),
    droppedAttributesCount: (log.droppedAttributesCount as number | undefined) ?? 0,
  };
}

export function toLogsRequest(request: RawMessage): LogsRequest {
  const records = recordsOf(request, 'resourceLogs', 'scopeLogs', 'logRecords');
  return { signal: 'logs', logs: Array.from(records, ({ record, source }) => toLog(record, source)) };
}
