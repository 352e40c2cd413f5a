import type { RawMessage } from '../schema/message.js';
import { toAttributes, toNumber } from './attributes.js';
import type {
  AggregationTemporality,
  Exemplar,
  ExponentialHistogramPoint,
  HistogramPoint,
  MetricData,
  MetricsRequest,
  NumberPoint,
  Point,
  SummaryPoint,
} from './metric.js';
import { recordsOf } from './source.js';

const TEMPORALITIES: readonly AggregationTemporality[] = ['unspecified', 'delta', 'cumulative'];

function toPoint(point: RawMessage): Point {
  return {
    attributes: toAttributes(point.attributes),
    startTimeUnixNano: (point.startTimeUnixNano as bigint | undefined) ?? 0n,
    timeUnixNano: (point.timeUnixNano as bigint | undefined) ?? 0n,
    flags: (point.flags as number | undefined) ?? 0,
  };
}

function toNumberPoint(point: RawMessage): NumberPoint {
  return { ...toPoint(point), value: toValue(point), exemplars: toExemplars(point.exemplars) };
}

/** `asInt` or `asDouble` of a point or an exemplar. */
function toValue({ asInt, asDouble }: RawMessage): number | bigint {
  return asInt === undefined ? ((asDouble as number | undefined) ?? 0) : toNumber(asInt as bigint);
}

function toExemplars(exemplars: unknown): Exemplar[] {
  return ((exemplars ?? []) as RawMessage[]).map((exemplar) => ({
    timeUnixNano: (exemplar.timeUnixNano as bigint | undefined) ?? 0n,
    value: toValue(exemplar),
    traceId: (exemplar.traceId as string | undefined) ?? '',
    spanId: (exemplar.spanId as string | undefined) ?? '',
  }));
}

function toDistribution(point: RawMessage) {
  return {
    count: Number((point.count as bigint | undefined) ?? 0n),
    sum: point.sum as number | undefined,
    min: point.min as number | undefined,
    max: point.max as number | undefined,
  };
}

function toCounts(counts: unknown): number[] {
  return ((counts ?? []) as bigint[]).map(Number);
}

function toHistogramPoint(point: RawMessage): HistogramPoint {
  return {
    ...toPoint(point),
    ...toDistribution(point),
    bucketCounts: toCounts(point.bucketCounts),
    explicitBounds: (point.explicitBounds ?? []) as number[],
    exemplars: toExemplars(point.exemplars),
  };
}

function toBuckets(buckets: unknown): ExponentialHistogramPoint['positive'] {
  const { offset, bucketCounts } = (buckets ?? {}) as RawMessage;
  return { offset: (offset as number | undefined) ?? 0, bucketCounts: toCounts(bucketCounts) };
}

function toExponentialHistogramPoint(point: RawMessage): ExponentialHistogramPoint {
  return {
    ...toPoint(point),
    ...toDistribution(point),
    scale: (point.scale as number | undefined) ?? 0,
    zeroCount: Number((point.zeroCount as bigint | undefined) ?? 0n),
    positive: toBuckets(point.positive),
    negative: toBuckets(point.negative),
    exemplars: toExemplars(point.exemplars),
  };
}

function toSummaryPoint(point: RawMessage): SummaryPoint {
  return {
    ...toPoint(point),
    count: Number((point.count as bigint | undefined) ?? 0n),
    sum: (point.sum as number | undefined) ?? 0,
    quantiles: ((point.quantileValues ?? []) as RawMessage[]).map(({ quantile, value }) => ({
      quantile: (quantile as number | undefined) ?? 0,
      value: (value as number | undefined) ?? 0,
    })),
  };
}

function toData(metric: RawMessage): MetricData {
  const type = (['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const).find(
    (member) => metric[member] !== undefined,
  );
  if (type === undefined) return { type: 'none', points: [] };
  const data = metric[type] as RawMessage;
  const points = (data.dataPoints ?? []) as RawMessage[];
  const temporality = TEMPORALITIES[data.aggregationTemporality as number] ?? 'unspecified';
  switch (type) {
    case 'gauge':
      return { type, points: points.map(toNumberPoint) };
    case 'sum':
      return { type, temporality, monotonic: data.isMonotonic === true, points: points.map(toNumberPoint) };
    case 'histogram':
      return { type, temporality, points: points.map(toHistogramPoint) };
    case 'exponentialHistogram':
      return { type, temporality, points: points.map(toExponentialHistogramPoint) };
    case 'summary':
      return { type, points: points.map(toSummaryPoint) };
  }
}

export function toMetricsRequest(request: RawMessage): MetricsRequest {
  const records = recordsOf(request, 'resourceMetrics', 'scopeMetrics', 'metrics');
  const metrics = Array.from(records, ({ record, source }) => ({
    ...source,
    name: (record.name as string | undefined) ?? '',
    description: (record.description as string | undefined) ?? '',
    unit: (record.unit as string | undefined) ?? '',
    ...toData(record),
  }));
  return { signal: 'metrics', metrics };
}
