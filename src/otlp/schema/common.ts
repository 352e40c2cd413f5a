import type { MessageTable } from './message.js';

/** `opentelemetry.proto.common.v1` and `opentelemetry.proto.resource.v1`. */
export const COMMON = {
  AnyValue: {
    stringValue: [1, 'string', 'oneof'],
    boolValue: [2, 'bool', 'oneof'],
    intValue: [3, 'int64', 'oneof'],
    doubleValue: [4, 'double', 'oneof'],
    arrayValue: [5, 'ArrayValue', 'oneof'],
    kvlistValue: [6, 'KeyValueList', 'oneof'],
    bytesValue: [7, 'bytes', 'oneof'],
  },
  ArrayValue: { values: [1, 'AnyValue[]'] },
  KeyValueList: { values: [1, 'KeyValue[]'] },
  KeyValue: { key: [1, 'string'], value: [2, 'AnyValue'] },
  InstrumentationScope: {
    name: [1, 'string'],
    version: [2, 'string'],
    attributes: [3, 'KeyValue[]'],
    droppedAttributesCount: [4, 'uint32'],
  },
  EntityRef: {
    schemaUrl: [1, 'string'],
    type: [2, 'string'],
    idKeys: [3, 'string[]'],
    descriptionKeys: [4, 'string[]'],
  },
  Resource: {
    attributes: [1, 'KeyValue[]'],
    droppedAttributesCount: [2, 'uint32'],
    entityRefs: [3, 'EntityRef[]'],
  },
} as const satisfies MessageTable;
