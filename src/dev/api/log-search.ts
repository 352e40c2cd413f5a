import type { AttributeValue } from '../../otlp/model/attributes.js';
import { correlationIdOf } from '../store/correlation.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { type StoredLog, serviceOf } from '../store/trace.js';
import { toJsonText } from '../view/json-text.js';

export interface LogQuery {
  /** Lowest severity number. */
  readonly minSeverity: number;
  /** Substring in any case of message, logger, service, trace ID, correlation ID or an attribute's text. */
  readonly text: string;
  /** Only records with a larger number of arrival. */
  readonly after: number;
  readonly limit: number;
}

/** The newest log records that match, oldest first. */
export function searchLogs(store: TelemetryStore, query: LogQuery): StoredLog[] {
  const text = query.text.toLowerCase();
  const found: StoredLog[] = [];
  for (const log of [...store.traces.logs()].reverse()) {
    if (log.sequence <= query.after || found.length >= query.limit) break;
    if (log.record.severityNumber >= query.minSeverity && (text === '' || contains(log, text)))
      found.push(log);
  }
  return found.reverse();
}

function contains({ record }: StoredLog, text: string): boolean {
  const fields: AttributeValue[] = [
    record.body ?? record.eventName,
    record.scope.name,
    serviceOf(record),
    record.traceId,
    correlationIdOf(record.attributes) ?? '',
    record.attributes,
  ];
  return fields.some((field) =>
    (typeof field === 'string' ? field : toJsonText(field)).toLowerCase().includes(text),
  );
}
