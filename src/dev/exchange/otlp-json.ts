import type { Attributes, AttributeValue } from '../../otlp/model/attributes.js';
import type { LogRecord } from '../../otlp/model/log.js';
import type { Source } from '../../otlp/model/source.js';
import { KINDS, type SpanRecord, STATUS_CODES } from '../../otlp/model/span.js';

/** Spans as an `ExportTraceServiceRequest` in OTLP/JSON, on one line, as the Collector's file exporter writes it. */
export function spansJson(spans: readonly SpanRecord[]): string {
  return requestJson(spans, 'resourceSpans', 'scopeSpans', 'spans', spanJson);
}

/** Log records as an `ExportLogsServiceRequest` in OTLP/JSON, on one line. */
export function logsJson(logs: readonly LogRecord[]): string {
  return requestJson(logs, 'resourceLogs', 'scopeLogs', 'logRecords', logJson);
}

function requestJson<T extends Source>(
  records: readonly T[],
  resources: string,
  scopes: string,
  items: string,
  toJson: (record: T) => object,
): string {
  // Resources and scopes are shared by the records of one request, so identity groups them.
  const byResource = Map.groupBy(records, ({ resource }) => resource);
  const entries = [...byResource].map(([resource, group]) => ({
    resource: sourceJson(resource),
    schemaUrl: resource.schemaUrl,
    [scopes]: [...Map.groupBy(group, ({ scope }) => scope)].map(([scope, list]) => ({
      scope: { name: scope.name, version: scope.version, ...sourceJson(scope) },
      schemaUrl: scope.schemaUrl,
      [items]: list.map(toJson),
    })),
  }));
  return JSON.stringify({ [resources]: entries });
}

function sourceJson({ attributes, droppedAttributesCount }: Source['resource']): object {
  return { attributes: keyValues(attributes), droppedAttributesCount };
}

function spanJson(span: SpanRecord): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    traceState: span.traceState,
    flags: span.flags,
    name: span.name,
    kind: KINDS.indexOf(span.kind),
    startTimeUnixNano: String(span.startTimeUnixNano),
    endTimeUnixNano: String(span.endTimeUnixNano),
    attributes: keyValues(span.attributes),
    droppedAttributesCount: span.dropped.attributes,
    events: span.events.map(({ timeUnixNano, name, attributes }) => ({
      timeUnixNano: String(timeUnixNano),
      name,
      attributes: keyValues(attributes),
    })),
    droppedEventsCount: span.dropped.events,
    links: span.links.map(({ attributes, ...link }) => ({ ...link, attributes: keyValues(attributes) })),
    droppedLinksCount: span.dropped.links,
    status: { message: span.status.message, code: STATUS_CODES.indexOf(span.status.code) },
  };
}

function logJson({ resource: _resource, scope: _scope, ...log }: LogRecord): object {
  return {
    ...log,
    timeUnixNano: String(log.timeUnixNano),
    observedTimeUnixNano: String(log.observedTimeUnixNano),
    body: anyValue(log.body),
    attributes: keyValues(log.attributes),
  };
}

function keyValues(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: AttributeValue): object {
  if (value === null) return {};
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'bigint':
      return { intValue: String(value) };
    case 'number':
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) return { intValue: String(value) };
      return { doubleValue: Number.isFinite(value) ? value : String(value) };
    default:
      if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
      if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
      return { kvlistValue: { values: keyValues(value) } };
  }
}
