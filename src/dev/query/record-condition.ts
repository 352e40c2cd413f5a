import { serviceOf, timeOf } from '../store/trace.js';
import { FIELD_BY_NAME } from './fields.js';
import { Matcher } from './matcher.js';
import type { Term } from './parse.js';
import {
  bodyText,
  errorTexts,
  hasAttribute,
  isError,
  isLog,
  recordContains,
  type TelemetryRecord,
} from './record.js';
import { parseMoment, severityOf } from './units.js';

export type Condition<T> = (subject: T) => boolean;

/** What a term, leaving its `-` aside, asks of one span or log record. */
export function recordCondition(term: Term, now: number): Condition<TelemetryRecord> {
  const { field, value } = term;
  const matcher = new Matcher(term, field === 'duration' ? 'duration' : undefined);
  switch (field) {
    case '':
      return (record) => recordContains(record, matcher);
    case 'service':
      return (record) => matcher.text(serviceOf(record));
    case 'name':
      return (record) => matcher.text(isLog(record) ? record.eventName : record.name);
    case 'is':
      return value === 'error' ? isError : () => false;
    case 'status':
      return statusCondition(value, matcher);
    case 'since':
    case 'until':
      return timeCondition(field, parseMoment(value, now));
    case 'log':
      return (record) => isLog(record) && matcher.text(bodyText(record));
    case 'level':
      return levelCondition(term, matcher);
    case 'logger':
      return (record) => matcher.text(record.scope.name);
    case 'error':
      return (record) => errorTexts(record).some((text) => matcher.text(text));
    case 'id':
      return idCondition(value, matcher);
    default: {
      const names = FIELD_BY_NAME.get(field)?.attributes ?? [field];
      return (record) => hasAttribute(record, names, matcher);
    }
  }
}

const STATUS_ATTRIBUTES = FIELD_BY_NAME.get('status')!.attributes!;

/** `5xx` is any status from 500 to 599. */
function statusCondition(value: string, matcher: Matcher): Condition<TelemetryRecord> {
  const group = /^([1-5])xx$/i.exec(value);
  const wanted = group === null ? matcher : new Matcher({ operator: '=', value: `${group[1]}*` });
  return (record) => hasAttribute(record, STATUS_ATTRIBUTES, wanted);
}

function timeCondition(field: 'since' | 'until', millis: number): Condition<TelemetryRecord> {
  const bound = Number.isFinite(millis) ? BigInt(Math.round(millis)) * 1_000_000n : undefined;
  return (record) => {
    if (bound === undefined) return false;
    const time = isLog(record) ? timeOf(record) : record.startTimeUnixNano;
    return field === 'since' ? time >= bound : time <= bound;
  };
}

/** `level:warning` is warnings and above, `level=warning` warnings alone. */
function levelCondition({ operator, value }: Term, matcher: Matcher): Condition<TelemetryRecord> {
  const severity = severityOf(value);
  return (record) => {
    if (!isLog(record)) return false;
    if (severity === undefined || record.severityNumber === 0) return matcher.text(record.severityText);
    const isAbove = record.severityNumber >= severity;
    return operator === '=' ? isAbove && record.severityNumber < severity + 4 : isAbove;
  };
}

/** A UUID finds its 32 hex digits too. */
function idCondition(value: string, matcher: Matcher): Condition<TelemetryRecord> {
  const hex = new Matcher({ operator: ':', value: value.replaceAll('-', '') || value });
  return (record) =>
    hex.text(record.traceId) || hex.text(record.spanId) || hasAttribute(record, ['correlation_id'], matcher);
}
