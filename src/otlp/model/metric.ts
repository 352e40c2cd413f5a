import type { Attributes } from './attributes.js';
import type { Source } from './source.js';

export type AggregationTemporality = 'unspecified' | 'delta' | 'cumulative';

/** What points of all types have. */
export interface Point {
  readonly attributes: Attributes;
  /** Nanoseconds since the Unix epoch; 0 when absent. */
  readonly startTimeUnixNano: bigint;
  readonly timeUnixNano: bigint;
  readonly flags: number;
}

/** A single value that a point counts, with its trace. Ids are '' when absent. */
export interface Exemplar {
  readonly timeUnixNano: bigint;
  readonly value: number | bigint;
  readonly traceId: string;
  readonly spanId: string;
}

export interface NumberPoint extends Point {
  readonly value: number | bigint;
  readonly exemplars: Exemplar[];
}

export interface HistogramPoint extends Point {
  readonly count: number;
  readonly sum: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly bucketCounts: number[];
  readonly explicitBounds: number[];
  readonly exemplars: Exemplar[];
}

export interface ExponentialHistogramPoint extends Point {
  readonly count: number;
  readonly sum: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly scale: number;
  readonly exemplars: Exemplar[];
  readonly zeroCount: number;
  readonly positive: { readonly offset: number; readonly bucketCounts: number[] };
  readonly negative: { readonly offset: number; readonly bucketCounts: number[] };
}

export interface SummaryPoint extends Point {
  readonly count: number;
  readonly sum: number;
  readonly quantiles: { readonly quantile: number; readonly value: number }[];
}

export type MetricData =
  | { readonly type: 'gauge'; readonly points: NumberPoint[] }
  | {
      readonly type: 'sum';
      readonly temporality: AggregationTemporality;
      readonly monotonic: boolean;
      readonly points: NumberPoint[];
    }
  | {
      readonly type: 'histogram';
      readonly temporality: AggregationTemporality;
      readonly points: HistogramPoint[];
    }
  | {
      readonly type: 'exponentialHistogram';
      readonly temporality: AggregationTemporality;
      readonly points: ExponentialHistogramPoint[];
    }
  | { readonly type: 'summary'; readonly points: SummaryPoint[] }
  /** A metric without data: none of the types above was set. */
  | { readonly type: 'none'; readonly points: never[] };

export type MetricRecord = Source &
  MetricData & {
    readonly name: string;
    readonly description: string;
    readonly unit: string;
  };

export interface MetricsRequest {
  readonly signal: 'metrics';
  readonly metrics: MetricRecord[];
}
