import { nearest } from '../../core/nearest.js';
import { FIELD_BY_NAME, FIELDS } from './fields.js';
import { parseQuery, type Term } from './parse.js';
import { parseDuration, parseMoment, severityOf } from './units.js';

/** Why a query may have found nothing: values that its fields can't have, and attributes that are nearly fields. */
export function mistakesIn(query: string): string[] {
  return parseQuery(query).flatMap((term) => {
    const { field, value } = term;
    const expected = expectedOf(term);
    if (expected !== undefined) return [`${field}: "${value}" is not ${expected}`];
    if (field === '' || FIELD_BY_NAME.has(field)) return [];
    const names = FIELDS.map(({ name }) => name);
    const meant = nearest(field, names);
    return meant === undefined ? [] : [`"${field}" is looked for as an attribute: did you mean ${meant}?`];
  });
}

/** What the value should be, where it is not. */
function expectedOf({ field, operator, value }: Term): string | undefined {
  if (field === 'is') return isOneOf(value, 'error', 'open') ? undefined : 'error or open';
  if (field === 'since' || field === 'until') {
    return Number.isNaN(parseMoment(value, Date.now()))
      ? 'a time, such as 5m, 14:03 or 2026-11-27'
      : undefined;
  }
  if (field === 'level') {
    const levels = 'a level that came, or debug, info, warning or error';
    return severityOf(value) === undefined ? levels : undefined;
  }
  const isCompared = /[<>]/.test(operator);
  if (field === 'duration') {
    return isCompared && Number.isNaN(parseDuration(value)) ? 'a duration, such as 100ms or 1.5s' : undefined;
  }
  if (field === 'status' && !isCompared) {
    return /^(?:[1-5]xx|[\d*]+)$/i.test(value) ? undefined : 'a status, such as 404 or 5xx';
  }
  const isNumber = isCompared || isOneOf(field, 'spans', 'logs', 'errors');
  return isNumber && Number.isNaN(Number(value)) ? 'a number' : undefined;
}

function isOneOf(text: string, ...texts: string[]): boolean {
  return texts.includes(text);
}
