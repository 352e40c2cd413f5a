import type { RawMessage } from '../schema/message.js';
import { toAttributes, toNumber } from './attributes.js';
import { bigintOf, listOf, messageOf, numberOf, textOf } from './proto-defaults.js';
import { recordsOf } from './source.js';

/** A metric as received. Ids of exemplars are '' when absent; times are nanoseconds since the Unix epoch, 0 when absent. */
export type MetricRecord = MetricsRequest['metrics'][number];
export type MetricsRequest = ReturnType<typeof toMetricsRequest>;
export type HistogramPoint = ReturnType<typeof toHistogramPoint>;
export type SummaryPoint = ReturnType<typeof toSummaryPoint>;
export type ExponentialHistogramPoint = ReturnType<typeof toExponentialHistogramPoint>;

const TEMPORALITIES = ['unspecified', 'delta', 'cumulative'] as const;

function toPoint(point: RawMessage) {
  return {
    attributes: toAttributes(point.attributes),
    startTimeUnixNano: bigintOf(point.startTimeUnixNano),
    timeUnixNano: bigintOf(point.timeUnixNano),
    flags: numberOf(point.flags),
  };
}

function toNumberPoint(point: RawMessage) {
  return { ...toPoint(point), value: toValue(point), exemplars: toExemplars(point.exemplars) };
}

/** `asInt` or `asDouble` of a point or an exemplar. */
function toValue({ asInt, asDouble }: RawMessage): number | bigint {
  return asInt === undefined ? numberOf(asDouble) : toNumber(asInt as bigint);
}

/** Single values that a point counts, with their traces. */
function toExemplars(exemplars: unknown) {
  return listOf(exemplars).map((exemplar) => ({
    timeUnixNano: bigintOf(exemplar.timeUnixNano),
    value: toValue(exemplar),
    traceId: textOf(exemplar.traceId),
    spanId: textOf(exemplar.spanId),
  }));
}

function toDistribution(point: RawMessage) {
  return {
    count: Number(bigintOf(point.count)),
    sum: point.sum as number | undefined,
    min: point.min as number | undefined,
    max: point.max as number | undefined,
  };
}

function toCounts(counts: unknown): number[] {
  return listOf<bigint>(counts).map(Number);
}

function toHistogramPoint(point: RawMessage) {
  return {
    ...toPoint(point),
    ...toDistribution(point),
    bucketCounts: toCounts(point.bucketCounts),
    explicitBounds: listOf<number>(point.explicitBounds),
    exemplars: toExemplars(point.exemplars),
  };
}

function toBuckets(buckets: unknown) {
  const { offset, bucketCounts } = messageOf(buckets);
  return { offset: numberOf(offset), bucketCounts: toCounts(bucketCounts) };
}

function toExponentialHistogramPoint(point: RawMessage) {
  return {
    ...toPoint(point),
    ...toDistribution(point),
    scale: numberOf(point.scale),
    zeroCount: Number(bigintOf(point.zeroCount)),
    positive: toBuckets(point.positive),
    negative: toBuckets(point.negative),
    exemplars: toExemplars(point.exemplars),
  };
}

function toSummaryPoint(point: RawMessage) {
  return {
    ...toPoint(point),
    count: Number(bigintOf(point.count)),
    sum: numberOf(point.sum),
    quantiles: listOf(point.quantileValues).map(({ quantile, value }) => ({
      quantile: numberOf(quantile),
      value: numberOf(value),
    })),
  };
}

function toData(metric: RawMessage) {
  const type = (['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const).find(
    (member) => metric[member] !== undefined,
  );
  if (type === undefined) return { type: 'none', points: [] as never[] } as const;
  const data = metric[type] as RawMessage;
  const points = listOf(data.dataPoints);
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

export function toMetricsRequest(request: RawMessage) {
  const records = recordsOf(request, 'resourceMetrics', 'scopeMetrics', 'metrics');
  const metrics = Array.from(records, ({ record, source }) => ({
    ...source,
    name: textOf(record.name),
    description: textOf(record.description),
    unit: textOf(record.unit),
    ...toData(record),
  }));
  return { signal: 'metrics', metrics } as const;
}
