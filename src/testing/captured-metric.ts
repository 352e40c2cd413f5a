import type { Attributes } from '@opentelemetry/api';
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { EPOCH_ATTRIBUTE } from '../sdk/taps/taps.js';

/**
 * One data point: what one instrument measured under one set of attributes since the capture began or was reset.
 * @example
 * ```ts
 * import { type CapturedMetric, captureTelemetry } from 'tracebridge/testing';
 *
 * using telemetry = captureTelemetry();
 * const durations: CapturedMetric[] = (await telemetry.metrics()).filter((metric) => metric.unit === 's');
 * ```
 */
export interface CapturedMetric {
  readonly name: string;
  readonly unit: string;
  readonly attributes: Attributes;
  /** Sum of a counter or a histogram, last value of a gauge. */
  readonly value: number;
  /** Measurements of a histogram; undefined for others. */
  readonly count: number | undefined;
}

interface Point extends CapturedMetric {
  readonly key: string;
  /** Which capture or reset the measurements came after; undefined: not known. */
  readonly epoch: number | undefined;
  /** false: a gauge, whose later value replaces the earlier. */
  readonly isSum: boolean;
  /** Only grows: what was there before can be taken off. */
  readonly isTotal: boolean;
}

/** Totals of before a capture, for providers that tell no epochs: those of `start()`. */
export type MetricsBaseline = ReadonlyMap<string, Point>;

export function toBaseline(collected: ResourceMetrics): MetricsBaseline {
  return new Map(pointsOf(collected).map((point) => [point.key, point]));
}

/** What was measured from `epoch` on, or beyond the baseline. */
export function metricsSince(
  collected: ResourceMetrics,
  epoch: number,
  baseline: MetricsBaseline,
): CapturedMetric[] {
  const results = new Map<string, Point>();
  for (const point of pointsOf(collected)) {
    if (point.epoch !== undefined) {
      if (point.epoch >= epoch) results.set(point.key, merge(results.get(point.key), point));
      continue;
    }
    const before = point.isTotal ? baseline.get(point.key) : undefined;
    const since = before === undefined ? point : subtract(point, before);
    if (before === undefined || (since.count ?? since.value) !== 0) results.set(point.key, since);
  }
  return [...results.values()].map(({ name, unit, attributes, value, count }) => ({
    name,
    unit,
    attributes,
    value,
    count,
  }));
}

function merge(earlier: Point | undefined, later: Point): Point {
  if (earlier === undefined) return later;
  if (!later.isSum) return (earlier.epoch ?? 0) > (later.epoch ?? 0) ? earlier : later;
  const count = later.count === undefined ? undefined : later.count + (earlier.count ?? 0);
  return { ...later, value: later.value + earlier.value, count };
}

function subtract(point: Point, before: Point): Point {
  const count = point.count === undefined ? undefined : point.count - (before.count ?? 0);
  return { ...point, value: point.value - before.value, count };
}

function pointsOf({ scopeMetrics }: ResourceMetrics): Point[] {
  return scopeMetrics.flatMap(({ scope, metrics }) =>
    metrics.flatMap((data) => pointsOfMetric(scope.name, data)),
  );
}

function pointsOfMetric(scope: string, data: MetricData): Point[] {
  const { name, unit } = data.descriptor;
  return data.dataPoints.map((dataPoint): Point => {
    const { [EPOCH_ATTRIBUTE]: epoch, ...attributes } = dataPoint.attributes;
    const { value } = dataPoint;
    const histogram = typeof value === 'number' ? undefined : value;
    return {
      key: JSON.stringify([scope, name, Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))]),
      epoch: typeof epoch === 'number' ? epoch : undefined,
      isSum: histogram !== undefined || 'isMonotonic' in data,
      isTotal: histogram !== undefined || ('isMonotonic' in data && data.isMonotonic),
      name,
      unit,
      attributes,
      value: typeof value === 'number' ? value : (value.sum ?? 0),
      count: histogram?.count,
    };
  });
}
