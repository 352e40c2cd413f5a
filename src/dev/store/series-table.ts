import type { Attributes } from '../../otlp/model/attributes.js';
import type { MetricRecord } from '../../otlp/model/metric.js';
import { MetricHistory } from './metric-history.js';
import { serviceOf } from './trace.js';

/** Series kept; one beyond is counted and left out. */
const MAX_SERIES = 5_000;

/** Totals of one series since its start, whatever the temporality it came with. */
export interface Series {
  readonly name: string;
  readonly service: string;
  /** Its ID, else the process's; '' when neither is told. */
  readonly instance: string;
  readonly attributes: Attributes;
  /** Of a gauge the last value, of a sum the total, of a distribution the sum of its values. */
  value: number;
  /** Of a distribution; 0 otherwise. */
  count: number;
  /** Largest value of a distribution, when told. */
  max: number | undefined;
  readonly unit: string;
  readonly type: MetricRecord['type'];
  readonly monotonic: boolean;
  readonly description: string;
  readonly history: MetricHistory;
}

/** Of several processes, or sets of attributes. */
export function totalOf(series: readonly Series[]): number {
  return series.reduce((sum, { value }) => sum + value, 0);
}

/** The current state of every metric series received. */
export class SeriesTable {
  readonly #series = new Map<string, Series>();
  refused = 0;

  add(metric: MetricRecord): void {
    for (const point of metric.points) {
      const series = this.#seriesOf(metric, point.attributes);
      if (series === undefined) continue;
      const isDistribution = 'count' in point;
      const value = Number(isDistribution ? (point.sum ?? 0) : point.value);
      const count = isDistribution ? point.count : 0;
      const isDelta = 'temporality' in metric && metric.temporality === 'delta';
      series.value = isDelta ? series.value + value : value;
      series.count = isDelta ? series.count + count : count;
      if ('max' in point && point.max !== undefined)
        series.max = Math.max(series.max ?? point.max, point.max);
      series.history.add(metric, point, series.value, series.count);
    }
  }

  all(): MapIterator<Series> {
    return this.#series.values();
  }

  *withPrefix(...prefixes: string[]): Generator<Series> {
    for (const series of this.#series.values()) {
      if (prefixes.some((prefix) => series.name.startsWith(prefix))) yield series;
    }
  }

  clear(): void {
    this.#series.clear();
  }

  #seriesOf(metric: MetricRecord, attributes: Attributes): Series | undefined {
    const resource = metric.resource.attributes;
    const instance = String(resource['service.instance.id'] ?? resource['process.pid'] ?? '');
    const service = serviceOf(metric);
    const key = JSON.stringify([
      service,
      instance,
      metric.name,
      Object.entries(attributes).map(String).sort(),
    ]);
    const existing = this.#series.get(key);
    if (existing !== undefined) return existing;
    if (this.#series.size >= MAX_SERIES) {
      this.refused += 1;
      return undefined;
    }
    const { name, unit, type, description } = metric;
    const series = {
      name,
      service,
      instance,
      attributes,
      value: 0,
      count: 0,
      max: undefined,
      unit,
      type,
      monotonic: metric.type === 'sum' && metric.monotonic,
      description,
      history: new MetricHistory(),
    };
    this.#series.set(key, series);
    return series;
  }
}
