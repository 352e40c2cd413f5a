import { gunzipSync } from 'node:zlib';
import { protobufToJson } from '../../../src/otlp/protobuf-to-json.js';
import type { Signal } from '../../../src/otlp/signal.js';

/** What tests read of a record: its number, and where it came from. */
export interface NumberedRecord {
  /** NaN when it has none. */
  number: number;
  /** The body of a log record, else the name. */
  name: string;
  /** Data points of a metric, else 1. */
  items: number;
  service: string | undefined;
  scope: string | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: decoded JSON, checked by the tests that read it
type Json = any;

const NAMES: Record<Signal, readonly [string, string, string]> = {
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
};

/** Decodes a request, protobuf or JSON, and finds the numbers in its bodies and names. */
export function readRecords(
  signal: Signal,
  body: Buffer,
  contentType: string | undefined,
  encoding: string | undefined,
): NumberedRecord[] {
  const bytes = encoding === 'gzip' ? gunzipSync(body) : body;
  const json = contentType === 'application/json' ? bytes : protobufToJson(signal, bytes);
  const request = JSON.parse(json.toString('utf8'));
  const [resources, scopes, records] = NAMES[signal];
  return request[resources].flatMap((group: Json) =>
    group[scopes].flatMap((scoped: Json) =>
      scoped[records].map((record: Json) => ({
        number: Number(/^n:(\d+)$/.exec(nameOf(record))?.[1]),
        name: nameOf(record),
        items: signal === 'metrics' ? dataPoints(record) : 1,
        service: group.resource?.attributes?.[0]?.value?.stringValue,
        scope: scoped.scope?.name,
      })),
    ),
  );
}

function nameOf(record: Json): string {
  return record.body?.stringValue ?? record.name ?? '';
}

function dataPoints(metric: Json): number {
  const data = Object.values(metric).find((value: Json) => Array.isArray(value?.dataPoints)) as Json;
  return data?.dataPoints.length ?? 0;
}
