import { createTraceState, type SpanContext } from '@opentelemetry/api';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { getValues } from '../config/values.js';

/** Hands records on with secrets masked, as OTLP has them. */
export function maskSpans(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(maskSpan), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

/** As {@link maskSpans}. */
export function maskLogRecords(exporter: LogRecordExporter): LogRecordExporter {
  return {
    export: (records, done) => exporter.export(records.map(maskLogRecord), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
}

/** As {@link maskSpans}. */
export function maskMetrics(exporter: PushMetricExporter): PushMetricExporter {
  return {
    export: (metrics, done) => exporter.export(maskResourceMetrics(metrics), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
    ...(exporter.selectAggregationTemporality && {
      selectAggregationTemporality: (type) => exporter.selectAggregationTemporality?.(type) ?? 0,
    }),
  };
}

function maskSpan(span: ReadableSpan): ReadableSpan {
  return variantOf(span, {
    ...masked(span, ['name', 'attributes', 'status', 'events', 'links', 'instrumentationScope']),
    resource: masked(span.resource, ['attributes']),
    parentSpanContext: span.parentSpanContext && maskSpanContext(span.parentSpanContext),
    spanContext: () => maskSpanContext(span.spanContext()),
  });
}

/** A trace state is text of the caller's. */
function maskSpanContext(spanContext: SpanContext): SpanContext {
  const { traceState, ...rest } = spanContext;
  if (traceState === undefined) return spanContext;
  const text = getValues().normalizer.toText(traceState.serialize());
  return { ...rest, traceState: createTraceState(text) };
}

function maskLogRecord(record: ReadableLogRecord): ReadableLogRecord {
  return variantOf(record, {
    ...masked(record, ['body', 'attributes', 'severityText', 'eventName', 'instrumentationScope']),
    resource: masked(record.resource, ['attributes']),
  });
}

export function maskResourceMetrics(metrics: ResourceMetrics): ResourceMetrics {
  const scopeMetrics = metrics.scopeMetrics.map((scope) => ({
    ...scope,
    metrics: scope.metrics.map((metric) => ({
      ...metric,
      ...masked(metric, ['descriptor']),
      dataPoints: metric.dataPoints.map((point) => ({ ...point, ...masked(point, ['attributes']) })),
    })),
  }));
  return { ...metrics, scopeMetrics } as ResourceMetrics;
}

/** The fields of these names, as far as they are there, as plain values with secrets masked. */
function masked(source: object, names: readonly string[]): object {
  const { normalizer } = getValues();
  const fields = source as Record<string, unknown>;
  return Object.fromEntries(
    names
      .filter((name) => fields[name] !== undefined)
      .map((name) => [name, normalizer.toPlain(fields[name])]),
  );
}

/** Keeps the getters of the original. */
function variantOf<T extends object>(original: T, fields: object): T {
  return Object.create(original, Object.getOwnPropertyDescriptors(fields)) as T;
}
