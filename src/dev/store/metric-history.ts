import type {
  ExponentialHistogramPoint,
  HistogramPoint,
  MetricRecord,
  SummaryPoint,
} from '../../otlp/model/metric.js';
import type { MetricExemplar, MetricSample, Percentiles } from '../api-types.js';

/** Samples of a series. At one every ten seconds that is 20 minutes. */
const MAX_SAMPLES = 120;
const MAX_EXEMPLARS = 30;

/** A distribution's buckets: `counts[i]` values were at most `bounds[i]`; the last count has no bound. */
interface Buckets {
  readonly bounds: number[];
  readonly counts: number[];
}

/** What one series was over time, for its chart: totals since its start, and the percentiles of each interval. */
export class MetricHistory {
  readonly samples: MetricSample[] = [];
  readonly exemplars: MetricExemplar[] = [];
  #before: Buckets | undefined;
  #told: Percentiles = {};
  /** Largest value told; what is interpolated within a bucket must not exceed it. */
  #max = Number.POSITIVE_INFINITY;

  /** Takes a point in. `value` and `count` are the series' totals after it. */
  add(metric: MetricRecord, point: MetricRecord['points'][number], value: number, count: number): void {
    if ('quantiles' in point) this.#told = toldBy(point);
    const buckets = bucketsOf(point);
    const isDelta = 'temporality' in metric && metric.temporality === 'delta';
    const inInterval = buckets === undefined || isDelta ? buckets : difference(buckets, this.#before);
    this.#before = buckets;
    if ('max' in point && point.max !== undefined) this.#max = point.max;
    const timeUnixMillis = Number(point.timeUnixNano / 1_000_000n);
    this.samples.push({ timeUnixMillis, value, count, percentiles: this.#percentilesOf(inInterval) });
    if (this.samples.length > MAX_SAMPLES) this.samples.shift();
    for (const exemplar of 'exemplars' in point ? point.exemplars : []) {
      if (exemplar.traceId === '' || this.exemplars.some(({ spanId }) => spanId === exemplar.spanId))
        continue;
      const { traceId, spanId } = exemplar;
      const time = Number(exemplar.timeUnixNano / 1_000_000n);
      this.exemplars.push({ timeUnixMillis: time, value: Number(exemplar.value), traceId, spanId });
      if (this.exemplars.length > MAX_EXEMPLARS) this.exemplars.shift();
    }
  }

  /** Of all values since the series began, or of the last interval under delta temporality; a summary tells its own. */
  get percentiles(): Percentiles {
    return this.#percentilesOf(this.#before);
  }

  #percentilesOf(buckets: Buckets | undefined): Percentiles {
    if (buckets === undefined) return this.#told;
    if (buckets.counts.every((count) => count === 0)) return {};
    const at = (part: number) => Math.min(percentile(buckets, part), this.#max);
    return { p50: at(0.5), p95: at(0.95) };
  }
}

/** Without those that are NaN, as clients of Prometheus tell them while nothing is observed. */
function toldBy({ quantiles }: SummaryPoint): Percentiles {
  const known = quantiles.filter(({ value }) => Number.isFinite(value));
  return Object.fromEntries(known.map(({ quantile, value }) => [`p${+(quantile * 100).toFixed(6)}`, value]));
}

function bucketsOf(point: MetricRecord['points'][number]): Buckets | undefined {
  if ('explicitBounds' in point) return explicit(point);
  return 'scale' in point ? exponential(point) : undefined;
}

function explicit({ explicitBounds, bucketCounts }: HistogramPoint): Buckets | undefined {
  return bucketCounts.length === 0 ? undefined : { bounds: explicitBounds, counts: bucketCounts };
}

/** Metrics data model, "ExponentialHistogram": bucket i holds values above 2^(i · 2^-scale), up to where the next begins. */
function exponential({ scale, zeroCount, positive }: ExponentialHistogramPoint): Buckets {
  const bound = (index: number) => 2 ** ((positive.offset + index) * 2 ** -scale);
  return {
    bounds: [0, bound(0), ...positive.bucketCounts.map((_count, index) => bound(index + 1))],
    counts: [zeroCount, 0, ...positive.bucketCounts],
  };
}

/** For two spellings of one bound, of different scales. */
const ROUNDING = 1 - 1e-9;

/**
 * What came since; everything when the series began anew. Exponential buckets grow in number and in width: what was
 * counted before is in the bucket that its bound is in now.
 */
function difference({ bounds, counts: now }: Buckets, before: Buckets | undefined): Buckets {
  const counts = [...now];
  for (const [index, value] of before?.counts.entries() ?? []) {
    const upper = before!.bounds[index] ?? Number.POSITIVE_INFINITY;
    const place = bounds.findIndex((bound) => bound >= upper * ROUNDING);
    counts[place === -1 ? counts.length - 1 : place]! -= value;
  }
  return { bounds, counts: counts.some((value) => value < 0) ? now : counts };
}

/** Interpolated within its bucket, as Prometheus' histogram_quantile. */
function percentile({ bounds, counts }: Buckets, part: number): number {
  let left = counts.reduce((sum, value) => sum + value, 0) * part;
  for (const [index, value] of counts.entries()) {
    const upper = bounds[index];
    if (left > value) {
      left -= value;
      continue;
    }
    const lower = bounds[index - 1] ?? 0;
    // Beyond the last bound nothing more is known.
    return upper === undefined ? lower : lower + (upper - lower) * (value === 0 ? 0 : left / value);
  }
  return bounds.at(-1) ?? 0;
}
