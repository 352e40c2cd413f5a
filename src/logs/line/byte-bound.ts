import { cutText } from '../../core/normalize/index.js';
import {
  createPlainObject,
  type PlainException,
  type PlainObject,
  type PlainValue,
} from '../../core/plain.js';
import type { CapturedLog } from '../record/log-record.js';

/** Bytes of a line in UTF-8, escaped, without its line break: docs/log-presets.md says what readers take. */
const MAX_LINE_BYTES = 262_144;
/** A UTF-16 unit is at most this many bytes. */
const UNIT_BYTES = 3;

/** Units of each text, and items of each list and object, that are tried one after the other. */
const TRIES = [8_192, 2_048, 512, 128, 32];

export function isWithinBound(line: string): boolean {
  return line.length * UNIT_BYTES <= MAX_LINE_BYTES || Buffer.byteLength(line) <= MAX_LINE_BYTES;
}

/** The line of a record that is too long, with texts, lists and objects cut to as much as fits. */
export function boundedLine(record: CapturedLog, render: (record: CapturedLog) => string): string {
  let least = record;
  for (const most of TRIES) {
    least = cutRecord(record, most);
    const line = render(least);
    if (isWithinBound(line)) return line;
  }
  return render({ ...least, contextFields: undefined, fields: undefined, exception: undefined });
}

function cutRecord(record: CapturedLog, most: number): CapturedLog {
  const { contextFields, exception, fields } = record;
  return {
    ...record,
    message: cut(record.message, most),
    contextFields: contextFields && cut(contextFields, most),
    exception: exception && (cut(exception as unknown as PlainObject, most) as unknown as PlainException),
    fields: fields && cut(fields, most),
  };
}

function cut<T extends PlainValue>(value: T, most: number): T {
  if (typeof value === 'string') return cutText(value, most, value.length) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: PlainValue[] = value.slice(0, most).map((item) => cut(item, most));
    if (value.length > most) items.push(`[+${value.length - most} items]`);
    return items as T;
  }
  const names = Object.keys(value);
  const object: PlainObject = createPlainObject();
  for (const name of names.slice(0, most)) object[name] = cut(value[name] as PlainValue, most);
  if (names.length > most) object['…'] = `[+${names.length - most} fields]`;
  return object as T;
}
