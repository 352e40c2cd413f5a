import type { PlainObject, PlainValue } from '../../core/plain.js';
import type { ProtoWriter } from '../protobuf/writer.js';

// opentelemetry.proto.common.v1.AnyValue
const STRING_VALUE = 10;
const BOOL_VALUE = 16;
const INT_VALUE = 24;
const DOUBLE_VALUE = 33;
const ARRAY_VALUE = 42;
const KVLIST_VALUE = 50;
// ArrayValue.values and KeyValueList.values
const VALUES = 10;
// KeyValue
const KEY = 10;
const VALUE = 18;

/** Content of an AnyValue: safe integers as int_value, other numbers as double_value, null as no value. */
export function writeAnyValue(writer: ProtoWriter, value: PlainValue): void {
  switch (typeof value) {
    case 'string':
      writer.tag(STRING_VALUE);
      writer.string(value);
      return;
    case 'number':
      writeNumber(writer, value);
      return;
    case 'boolean':
      writer.tag(BOOL_VALUE);
      writer.varint(value ? 1 : 0);
      return;
  }
  if (value === null) return;
  if (Array.isArray(value)) {
    const list = writer.open(ARRAY_VALUE);
    for (const item of value) writeValue(writer, VALUES, item);
    writer.close(list);
    return;
  }
  const list = writer.open(KVLIST_VALUE);
  writeKeyValues(writer, VALUES, value);
  writer.close(list);
}

function writeNumber(writer: ProtoWriter, value: number): void {
  if (Number.isSafeInteger(value)) {
    writer.tag(INT_VALUE);
    writer.varint(value);
  } else {
    writer.tag(DOUBLE_VALUE);
    writer.double(value);
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
  if (typeof value === 'string' && writer.shortEntry(tag, key, value)) return;
  const start = writer.open(tag);
  writer.tag(KEY);
  writer.string(key);
  writeValue(writer, VALUE, value);
  writer.close(start);
}

/** A repeated field of type KeyValue. */
export function writeKeyValues(writer: ProtoWriter, tag: number, fields: PlainObject): void {
  for (const key in fields) writeKeyValue(writer, tag, key, fields[key] as PlainValue);
}
