import type { TelemetryStore } from '../store/telemetry-store.js';
import { type StoredLog, timeOf } from '../store/trace.js';
import { parseQuery } from './parse.js';
import { type Condition, recordCondition } from './record-condition.js';

/** All log records that a query (`query/parse`) finds, in the order of their times; those of one moment in order of arrival. */
export function findLogs(store: TelemetryStore, text: string): StoredLog[] {
  return store.traces
    .logs()
    .filter(logCondition(text))
    .toArray()
    .sort((one, other) => {
      const [time, otherTime] = [timeOf(one.record), timeOf(other.record)];
      if (time === otherTime) return one.sequence - other.sequence;
      return time < otherTime ? -1 : 1;
    });
}

function logCondition(text: string): Condition<StoredLog> {
  const now = Date.now();
  const conditions = parseQuery(text).map((term) => {
    const condition = recordCondition(term, now);
    return term.negated
      ? (log: StoredLog) => !condition(log.record)
      : (log: StoredLog) => condition(log.record);
  });
  return (log) => conditions.every((condition) => condition(log));
}
