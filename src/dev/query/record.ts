import type { Attributes, AttributeValue } from '../../otlp/model/attributes.js';
import type { LogRecord } from '../../otlp/model/log.js';
import type { SpanRecord } from '../../otlp/model/span.js';
import { toJsonText } from '../view/json-text.js';
import type { Matcher } from './matcher.js';

export type TelemetryRecord = SpanRecord | LogRecord;

export function isLog(record: TelemetryRecord): record is LogRecord {
  return 'severityNumber' in record;
}

export function bodyText({ body, eventName }: LogRecord): string {
  if (body === null) return eventName;
  return typeof body === 'string' ? body : toJsonText(body);
}

/** Whether a text stands anywhere in a record: names, messages, IDs, values of attributes, events, and its service. */
export function recordContains(record: TelemetryRecord, matcher: Matcher): boolean {
  const { resource, scope, traceId, spanId, attributes } = record;
  if (isLog(record)) {
    if (matcher.text(bodyText(record)) || matcher.text(record.severityText)) return true;
  } else {
    if (matcher.text(record.name) || matcher.text(record.status.message)) return true;
    if (record.events.some(({ name, attributes: own }) => matcher.text(name) || matcher.value(own)))
      return true;
  }
  return (
    matcher.value(attributes) ||
    matcher.text(traceId) ||
    matcher.text(spanId) ||
    matcher.text(scope.name) ||
    matcher.value(resource.attributes['service.name'] ?? 'unknown_service')
  );
}

export function hasAttribute(record: TelemetryRecord, names: readonly string[], matcher: Matcher): boolean {
  return names.some((name) =>
    [record.attributes, record.resource.attributes].some((attributes) => {
      const value = attributeOf(attributes, name);
      return value !== undefined && matcher.value(value);
    }),
  );
}

/** Texts that tell what failed: the status's message, and exceptions, of the record and its events. */
export function errorTexts(record: TelemetryRecord): string[] {
  const lists: Attributes[] = [record.attributes];
  const texts: string[] = [];
  if (!isLog(record)) {
    lists.push(...record.events.map(({ attributes }) => attributes));
    if (record.status.code === 'error') texts.push(record.status.message);
  } else if (record.severityNumber >= 17) texts.push(bodyText(record));
  for (const attributes of lists) {
    for (const name of ['exception.type', 'exception.message', 'exception.stacktrace', 'error.type']) {
      const value = attributeOf(attributes, name);
      if (value !== undefined) texts.push(String(value));
    }
  }
  return texts;
}

export function isError(record: TelemetryRecord): boolean {
  return isLog(record) ? record.severityNumber >= 17 : record.status.code === 'error';
}

/** Never what objects inherit: names are the sender's. */
export function attributeOf(attributes: Attributes, name: string): AttributeValue | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}
