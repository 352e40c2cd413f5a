import type { MetricData, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { Normalizer } from '../../core/normalize/index.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { tagsOf } from '../schema/resolve.js';
import { writeExponentialPoint, writeHistogramPoint, writeNumberPoint } from './data-point.js';
import { writeInteger, writeText } from './fields.js';
import { type Scope, writeScope } from './resource.js';

const SCOPE_METRICS = tagsOf('ScopeMetrics');
const METRIC = tagsOf('Metric');
/** Gauge, Histogram and ExponentialHistogram have the same numbers for what they have. */
const DATA = tagsOf('Sum');

// Values of the SDK's DataPointType, which is not imported: it would load the SDK.
const HISTOGRAM = 0;
const EXPONENTIAL_HISTOGRAM = 1;
const GAUGE = 2;
const SUM = 3;
/** Metric.data's tags by DataPointType. */
const DATA_TAGS: Readonly<Record<number, number>> = {
  [HISTOGRAM]: METRIC.histogram,
  [EXPONENTIAL_HISTOGRAM]: METRIC.exponentialHistogram,
  [GAUGE]: METRIC.gauge,
  [SUM]: METRIC.sum,
};

/** Appends the content of an OTLP `ScopeMetrics` message. */
export function encodeScopeMetrics(
  writer: ProtoWriter,
  scopeMetrics: ScopeMetrics,
  normalizer: Normalizer,
): void {
  const scope: Scope = scopeMetrics.scope;
  const start = writer.open(SCOPE_METRICS.scope);
  writeScope(writer, scope, normalizer);
  writer.close(start);
  for (const metric of scopeMetrics.metrics) writeMetric(writer, metric, normalizer);
  if (scope.schemaUrl) writeText(writer, SCOPE_METRICS.schemaUrl, scope.schemaUrl);
}

/** Data points in a `ScopeMetrics`: what the `items` of a metrics record are counted in. */
export function countDataPoints(scopeMetrics: ScopeMetrics): number {
  let points = 0;
  for (const metric of scopeMetrics.metrics) points += metric.dataPoints.length;
  return points;
}

function writeMetric(writer: ProtoWriter, metric: MetricData, normalizer: Normalizer): void {
  const { descriptor } = metric;
  const start = writer.open(SCOPE_METRICS.metrics);
  writeText(writer, METRIC.name, normalizer.toText(descriptor.name));
  if (descriptor.description) {
    writeText(writer, METRIC.description, normalizer.toText(descriptor.description));
  }
  if (descriptor.unit) writeText(writer, METRIC.unit, normalizer.toText(descriptor.unit));
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
    const start = writer.open(DATA.dataPoints);
    if (type === HISTOGRAM) writeHistogramPoint(writer, point as HistogramPoint, normalizer);
    else if (type === EXPONENTIAL_HISTOGRAM)
      writeExponentialPoint(writer, point as ExponentialPoint, normalizer);
    else writeNumberPoint(writer, point as NumberPoint, metric.descriptor.valueType, normalizer);
    writer.close(start);
  }
  if (type === GAUGE) return;
  // The SDK counts DELTA = 0, CUMULATIVE = 1; the protocol has UNSPECIFIED first.
  writeInteger(writer, DATA.aggregationTemporality, metric.aggregationTemporality + 1);
  if ('isMonotonic' in metric && metric.isMonotonic) writeInteger(writer, DATA.isMonotonic, 1);
}

type HistogramPoint = Parameters<typeof writeHistogramPoint>[1];
type ExponentialPoint = Parameters<typeof writeExponentialPoint>[1];
type NumberPoint = Parameters<typeof writeNumberPoint>[1];
