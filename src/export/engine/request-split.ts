import { readFields } from '../../otlp/protobuf/fields.js';
import type { Signal } from '../../otlp/signal.js';
import type { SharedMessage } from '../frame.js';
import { RequestBuilder } from './request-builder.js';

/** A part of a request. */
export interface RequestPart {
  body: Buffer;
  items: number;
}

interface Unit {
  resource: SharedMessage | undefined;
  scope: SharedMessage | undefined;
  record: Buffer;
}

/**
 * Halves a request, by records (for metrics: by `Metric` messages, each with its data points).
 * Returns undefined for one that holds a single record.
 * @throws RangeError when the bytes are not a request
 */
export function splitRequest(signal: Signal, body: Buffer): [RequestPart, RequestPart] | undefined {
  const units = [...readUnits(body)];
  if (units.length < 2) return undefined;
  const middle = units.length >> 1;
  return [join(signal, units.slice(0, middle)), join(signal, units.slice(middle))];
}

function* readUnits(body: Buffer): Generator<Unit> {
  for (const { payload: group } of readFields(body)) {
    const resource = firstField(group);
    for (const field of readFields(group)) {
      if (field.number !== 2) continue;
      const scope = firstField(field.payload);
      for (const item of readFields(field.payload)) {
        if (item.number === 2) yield { resource, scope, record: item.payload };
      }
    }
  }
}

function firstField(message: Buffer): SharedMessage | undefined {
  for (const field of readFields(message)) {
    if (field.number === 1) return { bytes: field.payload };
  }
  return undefined;
}

function join(signal: Signal, units: readonly Unit[]): RequestPart {
  const builder = new RequestBuilder();
  for (const { resource, scope, record } of units) {
    const items = signal === 'metrics' ? countDataPoints(record) : 1;
    builder.addRecord(resource, scope, record, 0, record.length, items);
  }
  return { body: builder.build(), items: builder.items };
}

/** Fields of `Metric` that hold data: gauge, sum, histogram, exponential_histogram, summary. */
const DATA_FIELDS = new Set([5, 7, 9, 10, 11]);

function countDataPoints(metric: Buffer): number {
  let count = 0;
  for (const data of readFields(metric)) {
    if (!DATA_FIELDS.has(data.number)) continue;
    for (const field of readFields(data.payload)) {
      if (field.number === 1) count++;
    }
  }
  return count;
}
