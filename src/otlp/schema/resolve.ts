import { WireType } from '../protobuf/wire-type.js';
import type { Signal } from '../signal.js';
import { COMMON } from './common.js';
import { ENUMS } from './enums.js';
import { LOGS } from './logs.js';
import type { Field, Message, MessageTable, ScalarType } from './message.js';
import { METRICS } from './metrics.js';
import { RESPONSES } from './responses.js';
import { TRACE } from './trace.js';

/** All messages by name. What is read and what is written goes by this one table. */
const TABLE = { ...COMMON, ...TRACE, ...LOGS, ...METRICS, ...RESPONSES };

const WIRE_TYPES: Readonly<Record<Field['type'], number>> = {
  string: WireType.Length,
  bytes: WireType.Length,
  id: WireType.Length,
  message: WireType.Length,
  bool: WireType.Varint,
  int64: WireType.Varint,
  uint64: WireType.Varint,
  uint32: WireType.Varint,
  sint32: WireType.Varint,
  enum: WireType.Varint,
  double: WireType.Fixed64,
  fixed64: WireType.Fixed64,
  sfixed64: WireType.Fixed64,
  fixed32: WireType.Fixed32,
};

const REQUESTS = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
} as const satisfies Record<Signal, keyof typeof TABLE>;

const resolved = new Map<string, Message>();

function resolveField(name: string, number: number, type: string, oneof: boolean): Field {
  const repeated = type.endsWith('[]');
  const base = repeated ? type.slice(0, -2) : type;
  const message = base in TABLE ? resolveMessage(base) : undefined;
  const values = (ENUMS as Readonly<Record<string, readonly string[]>>)[base];
  const kind = message ? 'message' : values ? 'enum' : (base as ScalarType);
  return { name, number, type: kind, wireType: WIRE_TYPES[kind], repeated, oneof, message, values };
}

function resolveMessage(name: string): Message {
  const known = resolved.get(name);
  if (known !== undefined) return known;
  const message: Message = { name, byNumber: [], byName: new Map() };
  // Registered before its fields: AnyValue contains itself.
  resolved.set(name, message);
  for (const [fieldName, [number, type, oneof]] of Object.entries((TABLE as MessageTable)[name]!)) {
    const field = resolveField(fieldName, number, type, oneof !== undefined);
    message.byNumber[number] = field;
    message.byName.set(fieldName, field);
  }
  return message;
}

export function requestMessage(signal: Signal): Message {
  return resolveMessage(REQUESTS[signal]);
}

/**
 * The tags of a message's fields, as `ProtoWriter.tag` takes them: `(field number << 3) | wire type`. Repeated numbers
 * are packed, as proto3 has it.
 */
export function tagsOf<Name extends keyof typeof TABLE>(
  name: Name,
): { readonly [FieldName in keyof (typeof TABLE)[Name]]: number } {
  const tags = [...resolveMessage(name).byName.values()].map((field) => [
    field.name,
    (field.number << 3) | (field.repeated ? WireType.Length : field.wireType),
  ]);
  return Object.fromEntries(tags);
}
