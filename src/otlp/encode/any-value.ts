import type { Attributes } from '@opentelemetry/api';
import type { Normalizer } from '../../core/normalize/index.js';
import type { PlainObject, PlainValue } from '../../core/plain.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { tagsOf } from '../schema/resolve.js';
import { writeDouble, writeInteger, writeText } from './fields.js';

const ANY_VALUE = tagsOf('AnyValue');
const ARRAY_VALUE = tagsOf('ArrayValue');
const KEY_VALUE_LIST = tagsOf('KeyValueList');
const KEY_VALUE = tagsOf('KeyValue');

/** Units of key and value, so that each length in {@link writeShortText} takes one byte. */
const MAX_SHORT_TEXT = 121;

/** Content of an AnyValue: safe integers as int_value, other numbers as double_value, null as no value. */
function writeAnyValue(writer: ProtoWriter, value: PlainValue): void {
  switch (typeof value) {
    case 'string':
      writeText(writer, ANY_VALUE.stringValue, value);
      return;
    case 'number':
      writeNumber(writer, value);
      return;
    case 'boolean':
      writeInteger(writer, ANY_VALUE.boolValue, value ? 1 : 0);
      return;
  }
  if (value === null) return;
  if (Array.isArray(value)) {
    const list = writer.open(ANY_VALUE.arrayValue);
    for (const item of value) writeValue(writer, ARRAY_VALUE.values, item);
    writer.close(list);
    return;
  }
  const list = writer.open(ANY_VALUE.kvlistValue);
  writeKeyValues(writer, KEY_VALUE_LIST.values, value);
  writer.close(list);
}

function writeNumber(writer: ProtoWriter, value: number): void {
  if (Number.isSafeInteger(value)) {
    writeInteger(writer, ANY_VALUE.intValue, value);
  } else {
    writeDouble(writer, ANY_VALUE.doubleValue, value);
  }
}

/** A field of type AnyValue. */
export function writeValue(writer: ProtoWriter, tag: number, value: PlainValue): void {
  const start = writer.open(tag);
  writeAnyValue(writer, value);
  writer.close(start);
}

/** A field of type KeyValue; its tag is below 128. */
export function writeKeyValue(writer: ProtoWriter, tag: number, key: string, value: PlainValue): void {
  if (typeof value === 'string' && writeShortText(writer, tag, key, value)) return;
  const start = writer.open(tag);
  writeText(writer, KEY_VALUE.key, key);
  writeValue(writer, KEY_VALUE.value, value);
  writer.close(start);
}

export function writeKeyValues(writer: ProtoWriter, tag: number, fields: PlainObject): void {
  for (const key in fields) writeKeyValue(writer, tag, key, fields[key] as PlainValue);
}

/** Attributes of the app's, normalised. */
export function writeAttributes(
  writer: ProtoWriter,
  tag: number,
  attributes: Attributes | undefined,
  normalizer: Normalizer,
): void {
  const fields = attributes === undefined ? undefined : normalizer.toFields(attributes);
  if (fields !== undefined) writeKeyValues(writer, tag, fields);
}

/**
 * A KeyValue with a string value, in one go if it is short and ASCII, as most are: three nested messages whose lengths
 * are known beforehand. Returns false, with nothing written, if it isn't.
 */
function writeShortText(writer: ProtoWriter, tag: number, key: string, value: string): boolean {
  const keyLength = key.length;
  const valueLength = value.length;
  if (keyLength + valueLength > MAX_SHORT_TEXT) return false;
  // Room for the native encoder to write other than ASCII, before that is noticed.
  writer.reserve(3 * MAX_SHORT_TEXT + 10);
  const { buffer } = writer;
  let at = writer.pos;
  buffer[at] = tag;
  buffer[at + 1] = keyLength + valueLength + 6;
  buffer[at + 2] = KEY_VALUE.key;
  buffer[at + 3] = keyLength;
  at += 4;
  if (!writer.ascii(key, at)) return false;
  at += keyLength;
  buffer[at] = KEY_VALUE.value;
  buffer[at + 1] = valueLength + 2;
  buffer[at + 2] = ANY_VALUE.stringValue;
  buffer[at + 3] = valueLength;
  at += 4;
  if (!writer.ascii(value, at)) return false;
  writer.pos = at + valueLength;
  return true;
}
