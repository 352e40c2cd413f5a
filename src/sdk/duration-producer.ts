import { ValueType } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  DataPointType,
  type MetricData,
  type MetricProducer,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { now } from '../core/clock.js';
import {
  addDurationReader,
  type DurationHistogram,
  type DurationReader,
  durationHistograms,
} from '../metrics/duration-histogram.js';

/** Gives one of the SDK's metric readers the durations that the bridge aggregates itself. */
export class DurationProducer implements MetricProducer, DurationReader {
  readonly isDelta: boolean;
  readonly #resource: Resource;

  constructor(resource: Resource, temporality: AggregationTemporality) {
    this.#resource = resource;
    this.isDelta = temporality === AggregationTemporality.DELTA;
  }

  /** From now on durations are kept for it. */
  begin(): void {
    addDurationReader(this);
  }

  async collect(): Promise<CollectionResult> {
    return {
      resourceMetrics: { resource: this.#resource, scopeMetrics: this.collectAtOnce() },
      errors: [],
    };
  }

  /** As {@link collect}, before it returns. */
  collectAtOnce(): ScopeMetrics[] {
    return durationHistograms().flatMap((histogram) => {
      const metric = this.#metric(histogram);
      return metric === undefined ? [] : [{ scope: histogram.options.scope, metrics: [metric] }];
    });
  }

  #metric(histogram: DurationHistogram): MetricData | undefined {
    const endTime = now();
    const points = histogram.collect(this, endTime);
    if (points.length === 0) return undefined;
    const { name, description, boundaries } = histogram.options;
    return {
      descriptor: { name, description, unit: 's', valueType: ValueType.DOUBLE },
      aggregationTemporality: this.isDelta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: points.map(({ attributes, startTime, counts, count, sum, min, max, exemplars }) => ({
        attributes,
        startTime,
        endTime,
        value: { buckets: { boundaries: [...boundaries], counts }, count, sum, min, max },
        // The SDK's points have none; the bridge's exporter sends them.
        exemplars,
      })),
    };
  }
}
