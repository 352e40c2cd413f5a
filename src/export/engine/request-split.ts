import { readFields } from '../../otlp/protobuf/fields.js';
import { tagsOf } from '../../otlp/schema/resolve.js';
import type { Signal } from '../../otlp/signal.js';
import type { SharedMessage } from '../frame.js';
import { RequestBuilder } from './request-builder.js';

// The requests of all signals have the same numbers from top to bottom.
const GROUP = tagsOf('ResourceLogs');
const SCOPED = tagsOf('ScopeLogs');

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
 * @throws OtlpDecodeError when the bytes are not a request
 */
export function splitRequest(signal: Signal, body: Buffer): [RequestPart, RequestPart] | undefined {
  const units = [...readUnits(body)];
  if (units.length < 2) return undefined;
  const middle = units.length >> 1;
  return [join(signal, units.slice(0, middle)), join(signal, units.slice(middle))];
}

function* readUnits(body: Buffer): Generator<Unit> {
  for (const { payload: group } of readFields(body)) {
    const resource = messageOf(group, GROUP.resource);
    for (const field of readFields(group)) {
      if (field.tag !== GROUP.scopeLogs) continue;
      const scope = messageOf(field.payload, SCOPED.scope);
      for (const item of readFields(field.payload)) {
        if (item.tag === SCOPED.logRecords) yield { resource, scope, record: item.payload };
      }
    }
  }
}

function messageOf(message: Buffer, tag: number): SharedMessage | undefined {
  for (const field of readFields(message)) {
    if (field.tag === tag) return { bytes: field.payload };
  }
  return undefined;
}

function join(signal: Signal, units: readonly Unit[]): RequestPart {
  const builder = new RequestBuilder();
  for (const { resource, scope, record } of units) {
    const items = signal === 'metrics' ? countDataPoints(record) : 1;
    builder.addRecord({ signal, resource, scope, data: record, start: 0, end: record.length, items });
  }
  return { body: builder.build(), items: builder.items };
}

const { gauge, sum, histogram, exponentialHistogram, summary } = tagsOf('Metric');
const METRIC_DATA = new Set([gauge, sum, histogram, exponentialHistogram, summary]);
/** All of them have their points there. */
const { dataPoints: POINT } = tagsOf('Gauge');

function countDataPoints(metric: Buffer): number {
  let count = 0;
  for (const data of readFields(metric)) {
    if (!METRIC_DATA.has(data.tag)) continue;
    for (const field of readFields(data.payload)) {
      if (field.tag === POINT) count++;
    }
  }
  return count;
}
