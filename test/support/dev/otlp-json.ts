import { randomBytes } from 'node:crypto';

/** OTLP/JSON of one service, written by hand so that tests control each field. Times are milliseconds. */
export interface SpanInput {
  traceId: string;
  spanId?: string;
  parentSpanId?: string;
  name?: string;
  kind?: number;
  start?: number;
  end?: number;
  error?: string;
  links?: { traceId: string; spanId: string }[];
  attributes?: Record<string, unknown>;
}

export interface LogInput {
  traceId?: string;
  spanId?: string;
  time?: number;
  severity?: number;
  level?: string;
  message?: unknown;
  attributes?: Record<string, unknown>;
}

/** 2026-11-24T12:00:00Z, so that output is the same on every run. */
export const NOON = 1_795_521_600_000;

export const newTraceId = () => randomBytes(16).toString('hex');
export const newSpanId = () => randomBytes(8).toString('hex');

const nanos = (millis: number) => String(BigInt(Math.round(millis * 1_000)) * 1_000n);

export function anyValue(value: unknown): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: keyValues(value as Record<string, unknown>) } };
}

export function keyValues(attributes: Record<string, unknown> = {}): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

const resource = (service: string, instance?: string) => ({
  attributes: keyValues({ 'service.name': service, ...(instance && { 'service.instance.id': instance }) }),
});

export function tracesBody(service: string, spans: SpanInput[]): object {
  const toSpan = (span: SpanInput) => ({
    traceId: span.traceId,
    spanId: span.spanId ?? newSpanId(),
    parentSpanId: span.parentSpanId,
    name: span.name ?? 'span',
    kind: span.kind ?? 1,
    startTimeUnixNano: nanos(span.start ?? NOON),
    endTimeUnixNano: nanos(span.end ?? NOON + 10),
    attributes: keyValues(span.attributes),
    links: span.links,
    status: span.error === undefined ? undefined : { code: 2, message: span.error },
  });
  return {
    resourceSpans: [
      { resource: resource(service), scopeSpans: [{ scope: { name: 'test' }, spans: spans.map(toSpan) }] },
    ],
  };
}

/** A trace of so many spans: a root and its children, `item 0` and so on, a millisecond each, one after another. */
export function wideTrace(count: number): SpanInput[] {
  const traceId = newTraceId();
  const parentSpanId = newSpanId();
  const items = Array.from({ length: count - 1 }, (_, index) => ({
    traceId,
    parentSpanId,
    name: `item ${index}`,
    start: NOON + index,
    end: NOON + index + 1,
  }));
  return [{ traceId, spanId: parentSpanId, name: 'import', end: NOON + count }, ...items];
}

export function logsBody(service: string, logs: LogInput[]): object {
  const toLog = (log: LogInput) => ({
    traceId: log.traceId,
    spanId: log.spanId,
    timeUnixNano: nanos(log.time ?? NOON),
    severityNumber: log.severity ?? 9,
    severityText: log.level ?? 'INFO',
    body: anyValue(log.message ?? 'message'),
    attributes: keyValues(log.attributes),
  });
  return {
    resourceLogs: [
      { resource: resource(service), scopeLogs: [{ scope: { name: service }, logRecords: logs.map(toLog) }] },
    ],
  };
}

/** The worker meters of one worker, cumulative. */
export function workerMetricsBody(
  service: string,
  worker: string,
  totals: { succeeded: number; failed: number; active: number; durationSum: number },
): object {
  const point = (value: number, attributes: Record<string, unknown> = {}) => ({
    attributes: keyValues({ 'worker.name': worker, ...attributes }),
    timeUnixNano: nanos(NOON),
    asInt: value,
  });
  const jobs = {
    aggregationTemporality: 2,
    isMonotonic: true,
    dataPoints: [
      point(totals.succeeded, { outcome: 'completed' }),
      point(totals.failed, { outcome: 'failed' }),
    ],
  };
  const duration = {
    aggregationTemporality: 2,
    dataPoints: [
      {
        attributes: keyValues({ 'worker.name': worker }),
        timeUnixNano: nanos(NOON),
        count: totals.succeeded + totals.failed,
        sum: totals.durationSum,
        max: totals.durationSum,
      },
    ],
  };
  const metrics = [
    { name: 'tracebridge.worker.jobs', sum: jobs },
    {
      name: 'tracebridge.worker.jobs.active',
      sum: { aggregationTemporality: 2, dataPoints: [point(totals.active)] },
    },
    { name: 'tracebridge.worker.job.duration', unit: 's', histogram: duration },
  ];
  return {
    resourceMetrics: [
      { resource: resource(service), scopeMetrics: [{ scope: { name: 'tracebridge' }, metrics }] },
    ],
  };
}

/** Sums with attributes, such as those that tell losses. */
export function sumMetricsBody(
  service: string,
  name: string,
  points: { value: number; attributes: object }[],
  instance?: string,
): object {
  const dataPoints = points.map(({ value, attributes }) => ({
    attributes: keyValues(attributes as Record<string, unknown>),
    timeUnixNano: nanos(NOON),
    asInt: value,
  }));
  const metrics = [{ name, sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints } }];
  return {
    resourceMetrics: [
      { resource: resource(service, instance), scopeMetrics: [{ scope: { name: 'sdk' }, metrics }] },
    ],
  };
}

/** Sends a body to a receiver as OTLP/JSON. */
export async function send(
  url: string,
  signal: 'traces' | 'logs' | 'metrics',
  body: object,
): Promise<Response> {
  return fetch(`${url}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
