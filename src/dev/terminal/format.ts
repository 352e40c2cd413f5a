import type { AttributeValue } from '../../otlp/model/attributes.js';
import { toJsonText } from '../view/json-text.js';
import { printable } from './printable.js';

/** A duration for people: "850 µs", "12.4 ms", "3.20 s", "2 m 05 s". */
export function formatMillis(millis: number): string {
  if (millis < 0.9995) return `${Math.round(millis * 1_000)} µs`;
  if (millis < 999.95) return `${millis.toFixed(1)} ms`;
  if (millis < 59_995) return `${(millis / 1_000).toFixed(2)} s`;
  const seconds = Math.round(millis / 1_000);
  return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`;
}

/** A value on one line: text as it is, anything else as JSON. */
export function formatValue(value: AttributeValue, maxLength = 200): string {
  if (typeof value === 'string') return printable(value, maxLength);
  return printable(toJsonText(value), maxLength);
}

/** "1 span", "2 spans". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
