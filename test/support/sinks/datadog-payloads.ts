import { parse } from 'protobufjs';

/** The parts of Datadog's intake messages that its trace–log link and its service pages go by. */
const { root } = parse(
  `syntax = "proto3";
  message Span { string service = 1; string name = 2; string resource = 3; uint64 traceID = 4; uint64 spanID = 5;
    uint64 parentID = 6; map<string, string> meta = 10; map<string, double> metrics = 11; string type = 12; }
  message TraceChunk { int32 priority = 1; repeated Span spans = 3; map<string, string> tags = 4; }
  message TracerPayload { string languageName = 2; repeated TraceChunk chunks = 6; string env = 8; string hostname = 9;
    string appVersion = 10; }
  message AgentPayload { string hostName = 1; string env = 2; repeated TracerPayload tracerPayloads = 5; }
  message Resource { string type = 1; string name = 2; }
  message Point { double value = 1; int64 timestamp = 2; }
  message Series { repeated Resource resources = 1; string metric = 2; repeated string tags = 3;
    repeated Point points = 4; int32 type = 5; }
  message MetricPayload { repeated Series series = 1; }`,
  { keepCase: true },
);

export interface DatadogSpan {
  service: string;
  name: string;
  resource: string;
  /** Unsigned 64 bits, decimal: the lower half of the W3C trace ID. */
  traceID: string;
  spanID: string;
  meta: Record<string, string>;
  /** Of the payload around it. */
  hostname: string;
  env: string;
  version: string;
}

export interface DatadogLog {
  /** What the exporter puts into `message` is JSON; these are its fields. */
  attributes: Record<string, unknown>;
  status: string;
  hostname: string;
  service: string;
  ddsource: string;
  ddtags: string;
}

export interface DatadogSeries {
  metric: string;
  host: string | undefined;
  tags: string[];
  points: { value: number }[];
}

function decode<T>(name: string, bytes: Uint8Array): T {
  const type = root.lookupType(name);
  return type.toObject(type.decode(bytes), { longs: String, defaults: true }) as T;
}

interface AgentPayload {
  tracerPayloads: {
    env: string;
    hostname: string;
    appVersion: string;
    chunks: { spans: Omit<DatadogSpan, 'env' | 'hostname' | 'version'>[] }[];
  }[];
}

export function decodeTraces(body: Buffer): DatadogSpan[] {
  const { tracerPayloads } = decode<AgentPayload>('AgentPayload', body);
  return tracerPayloads.flatMap(({ env, hostname, appVersion, chunks }) =>
    chunks.flatMap(({ spans }) => spans.map((span) => ({ ...span, env, hostname, version: appVersion }))),
  );
}

export function decodeSeries(body: Buffer): DatadogSeries[] {
  type Series = DatadogSeries & { resources: { type: string; name: string }[] };
  return decode<{ series: Series[] }>('MetricPayload', body).series.map(({ resources, ...series }) => ({
    ...series,
    host: resources.find(({ type }) => type === 'host')?.name,
  }));
}

export function decodeLogs(body: Buffer): DatadogLog[] {
  const entries: unknown = JSON.parse(body.toString('utf8'));
  // Before anything else the exporter checks its connection with an empty object.
  if (!Array.isArray(entries)) return [];
  return entries.map(({ message, ...log }) => ({
    ...log,
    attributes: JSON.parse(message) as Record<string, unknown>,
  }));
}
