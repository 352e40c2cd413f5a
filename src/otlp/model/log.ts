import type { RawMessage } from '../schema/message.js';
import { type Attributes, type AttributeValue, toAttributes, toAttributeValue } from './attributes.js';
import { bigintOf, numberOf, textOf } from './proto-defaults.js';
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
    traceId: textOf(log.traceId),
    spanId: textOf(log.spanId),
    flags: numberOf(log.flags),
    timeUnixNano: bigintOf(log.timeUnixNano),
    observedTimeUnixNano: bigintOf(log.observedTimeUnixNano),
    severityNumber: numberOf(log.severityNumber),
    severityText: textOf(log.severityText),
    eventName: textOf(log.eventName),
    body: toAttributeValue(log.body as RawMessage | undefined),
    attributes: toAttributes(log.attributes),
    droppedAttributesCount: numberOf(log.droppedAttributesCount),
  };
}

export function toLogsRequest(request: RawMessage): LogsRequest {
  const records = recordsOf(request, 'resourceLogs', 'scopeLogs', 'logRecords');
  return { signal: 'logs', logs: Array.from(records, ({ record, source }) => toLog(record, source)) };
}
