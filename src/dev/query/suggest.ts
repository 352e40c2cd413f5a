import type { Suggestion } from '../api-types.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { serviceOf } from '../store/trace.js';
import { FIELD_BY_NAME } from './fields.js';
import { attributeOf, isLog, type TelemetryRecord } from './record.js';

/** Records looked at, the newest first: enough to know what there is. */
const MAX_RECORDS = 20_000;
const MAX_SUGGESTIONS = 50;

/** Values of a field or attribute that came lately, the most frequent first. */
export function suggestValues(store: TelemetryStore, field: string, prefix: string): Suggestion[] {
  return mostFrequent(store, prefix, (record) => valuesOf(record, field));
}

/** Names of attributes that came lately, the most frequent first. */
export function suggestAttributes(store: TelemetryStore, prefix: string): Suggestion[] {
  return mostFrequent(store, prefix, (record) => Object.keys(record.attributes));
}

function mostFrequent(
  store: TelemetryStore,
  prefix: string,
  valuesFrom: (record: TelemetryRecord) => string[],
): Suggestion[] {
  const counts = new Map<string, number>();
  const wanted = prefix.toLowerCase();
  for (const record of newestRecords(store)) {
    for (const value of valuesFrom(record)) {
      if (value.toLowerCase().includes(wanted)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS);
}

function* newestRecords(store: TelemetryStore): Generator<TelemetryRecord> {
  let left = MAX_RECORDS;
  for (const trace of [...store.traces.all()].reverse()) {
    for (const span of trace.spans.values()) {
      yield span;
      left -= 1;
    }
    for (const { record } of trace.logs) {
      yield record;
      left -= 1;
    }
    if (left <= 0) return;
  }
}

function valuesOf(record: TelemetryRecord, field: string): string[] {
  if (field === 'service') return [serviceOf(record)];
  if (field === 'logger') return [record.scope.name];
  if (field === 'name') return isLog(record) ? [] : [record.name];
  if (field === 'level') return isLog(record) ? [record.severityText] : [];
  const names = FIELD_BY_NAME.get(field)?.attributes ?? [field];
  return names
    .flatMap((name) => [record.attributes, record.resource.attributes].map((list) => attributeOf(list, name)))
    .filter((value) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(String);
}
