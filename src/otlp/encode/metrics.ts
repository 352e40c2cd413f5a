import type { MetricData, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import { createNormalizer, type Normalizer } from '../../core/normalize/index.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { writeExponentialPoint, writeHistogramPoint, writeNumberPoint } from './data-point.js';
import { type Scope, writeScope } from './resource.js';

// opentelemetry.proto.metrics.v1.ScopeMetrics
const SCOPE = 10;
const METRICS = 18;
const SCHEMA_URL = 26;
// Metric
const NAME = 10;
const DESCRIPTION = 18;
const UNIT = 26;
// Gauge, Sum, Histogram and ExponentialHistogram
const DATA_POINTS = 10;
const AGGREGATION_TEMPORALITY = 16;
const IS_MONOTONIC = 24;

// Values of the SDK's DataPointType, which is not imported: it would load the SDK.
const HISTOGRAM = 0;
const EXPONENTIAL_HISTOGRAM = 1;
const GAUGE = 2;
const SUM = 3;
/** Metric.data's tags by DataPointType. */
const DATA_TAGS: Readonly<Record<number, number>> = {
  [HISTOGRAM]: 74,
  [EXPONENTIAL_HISTOGRAM]: 82,
  [GAUGE]: 42,
  [SUM]: 58,
};

const plain = createNormalizer();

/** Appends the content of an OTLP `ScopeMetrics` message. */
export function encodeScopeMetrics(
  writer: ProtoWriter,
  scopeMetrics: ScopeMetrics,
  normalizer: Normalizer = plain,
): void {
  const scope: Scope = scopeMetrics.scope;
  const start = writer.open(SCOPE);
  writeScope(writer, scope, normalizer);
  writer.close(start);
  for (const metric of scopeMetrics.metrics) writeMetric(writer, metric, normalizer);
  if (scope.schemaUrl) {
    writer.tag(SCHEMA_URL);
    writer.string(scope.schemaUrl);
  }
}

/** Data points in a `ScopeMetrics`: what the `items` of a metrics record are counted in. */
export function countDataPoints(scopeMetrics: ScopeMetrics): number {
  let points = 0;
  for (const metric of scopeMetrics.metrics) points += metric.dataPoints.length;
  return points;
}

function writeMetric(writer: ProtoWriter, metric: MetricData, normalizer: Normalizer): void {
  const { descriptor } = metric;
  const start = writer.open(METRICS);
  writer.tag(NAME);
  writer.string(normalizer.toText(descriptor.name));
  if (descriptor.description) {
    writer.tag(DESCRIPTION);
    writer.string(normalizer.toText(descriptor.description));
  }
  if (descriptor.unit) {
    writer.tag(UNIT);
    writer.string(normalizer.toText(descriptor.unit));
  }
  const tag = DATA_TAGS[metric.dataPointType];
  if (tag !== undefined) {
    const data = writer.open(tag);
    writeData(writer, metric, normalizer);
    writer.close(data);
  }
  writer.close(start);
}

function writeData(writer: ProtoWriter, metric: MetricData, normalizer: Normalizer): void {
  const type: number = metric.dataPointType;
  for (const point of metric.dataPoints) {
    const start = writer.open(DATA_POINTS);
    if (type === HISTOGRAM) writeHistogramPoint(writer, point as HistogramPoint, normalizer);
    else if (type === EXPONENTIAL_HISTOGRAM)
      writeExponentialPoint(writer, point as ExponentialPoint, normalizer);
    else writeNumberPoint(writer, point as NumberPoint, metric.descriptor.valueType, normalizer);
    writer.close(start);
  }
  if (type === GAUGE) return;
  writer.tag(AGGREGATION_TEMPORALITY);
  // The SDK counts DELTA = 0, CUMULATIVE = 1; the protocol has UNSPECIFIED first.
  writer.varint(metric.aggregationTemporality + 1);
  if ('isMonotonic' in metric && metric.isMonotonic) {
    writer.tag(IS_MONOTONIC);
    writer.varint(1);
  }
}

type HistogramPoint = Parameters<typeof writeHistogramPoint>[1];
type ExponentialPoint = Parameters<typeof writeExponentialPoint>[1];
type NumberPoint = Parameters<typeof writeNumberPoint>[1];
