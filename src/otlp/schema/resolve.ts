import type { Signal } from '../signal.js';
import { COMMON } from './common.js';
import { ENUMS } from './enums.js';
import { LOGS } from './logs.js';
import type { Field, Message, ScalarType } from './message.js';
import { METRICS } from './metrics.js';
import { TRACE } from './trace.js';

const TABLE = { ...COMMON, ...TRACE, ...LOGS, ...METRICS };

const REQUESTS: Record<Signal, string> = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
};

const resolved = new Map<string, Message>();

function resolveField(name: string, type: string, oneof: boolean): Field {
  const repeated = type.endsWith('[]');
  const base = repeated ? type.slice(0, -2) : type;
  const shared = { name, repeated, oneof };
  if (base in TABLE) return { ...shared, type: 'message', message: resolveMessage(base), values: undefined };
  if (base in ENUMS) return { ...shared, type: 'enum', message: undefined, values: ENUMS[base] };
  return { ...shared, type: base as ScalarType, message: undefined, values: undefined };
}

function resolveMessage(name: string): Message {
  const known = resolved.get(name);
  if (known !== undefined) return known;
  const message: Message = { name, byNumber: [], byName: new Map() };
  // Registered before its fields: AnyValue contains itself.
  resolved.set(name, message);
  for (const [fieldName, [number, type, oneof]] of Object.entries(TABLE[name]!)) {
    const field = resolveField(fieldName, type, oneof !== undefined);
    message.byNumber[number] = field;
    message.byName.set(fieldName, field);
  }
  return message;
}

/** The message type of a signal's export request. */
export function requestMessage(signal: Signal): Message {
  return resolveMessage(REQUESTS[signal]);
}
