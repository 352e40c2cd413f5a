/** The parts of OTLP/JSON that the tests read, as the Collector's file exporter writes them. */
export interface AnyValue {
  stringValue?: string;
  intValue?: string | number;
  doubleValue?: number;
  boolValue?: boolean;
  arrayValue?: { values?: AnyValue[] };
  kvlistValue?: { values?: KeyValue[] };
}

export interface KeyValue {
  key: string;
  value: AnyValue;
}

export interface OtlpLogRecord {
  timeUnixNano?: string;
  severityText?: string;
  severityNumber?: number;
  body?: AnyValue;
  attributes?: KeyValue[];
  traceId?: string;
  spanId?: string;
  flags?: number;
}

export interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind?: number;
  attributes?: KeyValue[];
  links?: { traceId: string; spanId: string }[];
}

export interface OtlpMetric {
  name: string;
  unit?: string;
  sum?: { dataPoints: { asDouble?: number; attributes?: KeyValue[] }[] };
}

interface Scoped {
  scope?: { name?: string };
}

interface Resourced {
  resource?: { attributes?: KeyValue[] };
}

export interface OtlpRequest {
  resourceLogs?: (Resourced & { scopeLogs?: (Scoped & { logRecords?: OtlpLogRecord[] })[] })[];
  resourceSpans?: (Resourced & { scopeSpans?: (Scoped & { spans?: OtlpSpan[] })[] })[];
  resourceMetrics?: (Resourced & { scopeMetrics?: (Scoped & { metrics?: OtlpMetric[] })[] })[];
}

/** A record with the attributes of its resource. */
export type WithResource<T> = T & { resource: Record<string, unknown> };

export function plain(value: AnyValue | undefined): unknown {
  if (value === undefined) return undefined;
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value.kvlistValue) return plainAttributes(value.kvlistValue.values);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}

export function plainAttributes(attributes: readonly KeyValue[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

export function logsOf(request: OtlpRequest): WithResource<OtlpLogRecord>[] {
  return (request.resourceLogs ?? []).flatMap(({ resource, scopeLogs = [] }) =>
    scopeLogs.flatMap(({ logRecords = [] }) =>
      logRecords.map((record) => ({ ...record, resource: plainAttributes(resource?.attributes) })),
    ),
  );
}

export function spansOf(request: OtlpRequest): WithResource<OtlpSpan>[] {
  return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ spans = [] }) =>
      spans.map((span) => ({ ...span, resource: plainAttributes(resource?.attributes) })),
    ),
  );
}

export function metricsOf(request: OtlpRequest): WithResource<OtlpMetric>[] {
  return (request.resourceMetrics ?? []).flatMap(({ resource, scopeMetrics = [] }) =>
    scopeMetrics.flatMap(({ metrics = [] }) =>
      metrics.map((metric) => ({ ...metric, resource: plainAttributes(resource?.attributes) })),
    ),
  );
}
