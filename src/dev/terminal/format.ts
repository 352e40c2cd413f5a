import type { AttributeValue } from '../../otlp/model/attributes.js';
import { printable } from '../shared/printable.js';
import { toJsonText } from '../view/json-text.js';

/** A value on one line: text as it is, anything else as JSON. */
export function formatValue(value: AttributeValue, maxLength = 200): string {
  if (typeof value === 'string') return printable(value, maxLength);
  return printable(toJsonText(value), maxLength);
}
