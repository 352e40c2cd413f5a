import type { RawMessage } from '../schema/message.js';
import { toAttributes, toAttributeValue } from './attributes.js';
import { bigintOf, numberOf, textOf } from './proto-defaults.js';
import { recordsOf, type Source } from './source.js';

/** A log record as received. Ids are lower-case hex, '' when absent; times are nanoseconds since the Unix epoch, 0 when absent. */
export type LogRecord = ReturnType<typeof toLog>;
export type LogsRequest = ReturnType<typeof toLogsRequest>;

function toLog(log: RawMessage, source: Source) {
  return {
    ...source,
    traceId: textOf(log.traceId),
    spanId: textOf(log.spanId),
    flags: numberOf(log.flags),
    timeUnixNano: bigintOf(log.timeUnixNano),
    observedTimeUnixNano: bigintOf(log.observedTimeUnixNano),
    // 1–24, 0 when absent.
    severityNumber: numberOf(log.severityNumber),
    severityText: textOf(log.severityText),
    eventName: textOf(log.eventName),
    body: toAttributeValue(log.body as RawMessage | undefined),
    attributes: toAttributes(log.attributes),
    droppedAttributesCount: numberOf(log.droppedAttributesCount),
  } as const;
}

export function toLogsRequest(request: RawMessage) {
  const records = recordsOf(request, 'resourceLogs', 'scopeLogs', 'logRecords');
  return {
    signal: 'logs',
    logs: Array.from(records, ({ record, source }) => toLog(record, source)),
  } as const;
}
