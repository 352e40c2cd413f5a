import { gunzipSync } from 'node:zlib';
import type { Signal } from '../../../src/export/channel.js';
import { protobufToJson } from '../../../src/otlp/protobuf-to-json.js';

/** What tests read of a record: its number, and where it came from. */
export interface NumberedRecord {
  number: number;
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
        number: Number(/^n:(\d+)$/.exec(record.body?.stringValue ?? record.name)?.[1]),
        service: group.resource?.attributes?.[0]?.value?.stringValue,
        scope: scoped.scope?.name,
      })),
    ),
  );
}
