import type { MetricRecord } from '../../otlp/model/metric.js';
import type { WorkerSample, WorkerView } from '../api-types.js';
import type { SeriesTable } from './series-table.js';
import { serviceOf } from './trace.js';
import { isWorkerMetric, workerKey, workerTotals } from './worker-totals.js';

/** Samples kept for a plot. At one every ten seconds that is 20 minutes. */
const MAX_SAMPLES = 120;

/** What the worker meters say, per service and worker, with samples over time. */
export class Workers {
  readonly #samples = new Map<string, WorkerSample[]>();

  constructor(private readonly series: SeriesTable) {}

  /** Keeps the totals of the workers that a request tells about for the plots. */
  sample(metrics: readonly MetricRecord[]): void {
    const times = new Map<string, number>();
    for (const metric of metrics.filter(isWorkerMetric)) {
      for (const point of metric.points) {
        times.set(workerKey(serviceOf(metric), point.attributes), Number(point.timeUnixNano / 1_000_000n));
      }
    }
    for (const [key, totals] of times.size === 0 ? [] : workerTotals(this.series)) {
      const timeUnixMillis = times.get(key);
      if (timeUnixMillis === undefined) continue;
      const samples = this.#samples.get(key) ?? [];
      this.#samples.set(key, samples);
      const { succeeded, failed, durationSumSeconds, durationCount } = totals;
      samples.push({ timeUnixMillis, succeeded, failed, durationSumSeconds, durationCount });
      if (samples.length > MAX_SAMPLES) samples.shift();
    }
  }

  list(): WorkerView[] {
    return workerTotals(this.series).map(([key, { durationSumSeconds, durationCount, ...totals }]) => {
      const ended = totals.succeeded + totals.failed;
      return {
        ...totals,
        avgDurationSeconds: durationCount === 0 ? undefined : durationSumSeconds / durationCount,
        successRatio: ended === 0 ? 1 : totals.succeeded / ended,
        samples: this.#samples.get(key) ?? [],
      };
    });
  }

  clear(): void {
    this.#samples.clear();
  }
}
