import type { Attributes } from '../../otlp/model/attributes.js';
import { toJsonText } from './json-text.js';

/** Of the logging context, which the span and the heading show already, or shown apart (exceptions, code location). */
const SHOWN_ELSEWHERE =
  /^(?:correlation_id|user_id|request_path|request_method|service_name|environment|exception\..*|code\..*)$/;

const MAX_FIELDS = 12;
const MAX_VALUE_LENGTH = 80;

/** The call's own fields of a log record as "key=value …", on one line's worth of length. */
export function ownFields(attributes: Attributes): string {
  return Object.entries(attributes)
    .filter(([key]) => !SHOWN_ELSEWHERE.test(key))
    .slice(0, MAX_FIELDS)
    .map(([key, value]) => {
      const text = typeof value === 'string' ? value : toJsonText(value);
      return `${key.slice(0, MAX_VALUE_LENGTH)}=${text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text}`;
    })
    .join(' ');
}
