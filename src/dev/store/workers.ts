import type { Attributes } from '../../otlp/model/attributes.js';
import type { MetricRecord } from '../../otlp/model/metric.js';
import type { Series, SeriesTable } from './series-table.js';
import { serviceOf } from './trace.js';

const PREFIX = 'tracebridge.worker.';

/** Samples kept for a plot. At one every ten seconds that is 20 minutes. */
const MAX_SAMPLES = 120;

export interface WorkerSample {
  readonly timeUnixMillis: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly active: number;
  readonly durationSumSeconds: number;
  readonly durationCount: number;
}

export interface WorkerView {
  readonly service: string;
  readonly worker: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly active: number;
  /** Mean of all jobs since start; undefined before the first. */
  readonly avgDurationSeconds: number | undefined;
  readonly maxDurationSeconds: number | undefined;
  /** 1 when no job has ended. */
  readonly successRatio: number;
  readonly lastJobAtUnixMillis: number | undefined;
  readonly uptimeSeconds: number | undefined;
  /** Oldest first. */
  readonly samples: readonly WorkerSample[];
}

interface Totals {
  service: string;
  worker: string;
  succeeded: number;
  failed: number;
  active: number;
  durationSum: number;
  durationCount: number;
  durationMax: number | undefined;
  lastJobAt: number | undefined;
  uptime: number | undefined;
}

/** Whether a metric is one of `workerJob`'s meters. */
export function isWorkerMetric(metric: { readonly name: string }): boolean {
  return metric.name.startsWith(PREFIX);
}

/** What the worker meters say, per service and worker, with samples over time. */
export class Workers {
  readonly #series: SeriesTable;
  readonly #samples = new Map<string, WorkerSample[]>();

  constructor(series: SeriesTable) {
    this.#series = series;
  }

  /** Keeps the totals of the workers that a request tells about for the plots. */
  sample(metrics: readonly MetricRecord[]): void {
    const times = new Map<string, number>();
    for (const metric of metrics.filter(isWorkerMetric)) {
      for (const point of metric.points) {
        times.set(keyOf(serviceOf(metric), point.attributes), Number(point.timeUnixNano / 1_000_000n));
      }
    }
    for (const [key, totals] of times.size === 0 ? [] : this.#totals()) {
      const timeUnixMillis = times.get(key);
      if (timeUnixMillis === undefined) continue;
      const samples = this.#samples.get(key) ?? [];
      this.#samples.set(key, samples);
      samples.push({
        timeUnixMillis,
        succeeded: totals.succeeded,
        failed: totals.failed,
        active: totals.active,
        durationSumSeconds: totals.durationSum,
        durationCount: totals.durationCount,
      });
      if (samples.length > MAX_SAMPLES) samples.shift();
    }
  }

  list(): WorkerView[] {
    return [...this.#totals()].map(([key, totals]) => {
      const ended = totals.succeeded + totals.failed;
      return {
        service: totals.service,
        worker: totals.worker,
        succeeded: totals.succeeded,
        failed: totals.failed,
        active: totals.active,
        avgDurationSeconds:
          totals.durationCount === 0 ? undefined : totals.durationSum / totals.durationCount,
        maxDurationSeconds: totals.durationMax,
        successRatio: ended === 0 ? 1 : totals.succeeded / ended,
        lastJobAtUnixMillis: totals.lastJobAt,
        uptimeSeconds: totals.uptime,
        samples: this.#samples.get(key) ?? [],
      };
    });
  }

  clear(): void {
    this.#samples.clear();
  }

  #totals(): Map<string, Totals> {
    const workers = new Map<string, Totals>();
    for (const series of this.#series.withPrefix(PREFIX)) {
      const key = keyOf(series.service, series.attributes);
      let totals = workers.get(key);
      if (totals === undefined) {
        totals = emptyTotals(series.service, workerOf(series.attributes));
        workers.set(key, totals);
      }
      addSeries(totals, series);
    }
    return workers;
  }
}

function workerOf(attributes: Attributes): string {
  return String(attributes['worker.name'] ?? 'unknown');
}

function keyOf(service: string, attributes: Attributes): string {
  return `${service}\n${workerOf(attributes)}`;
}

function emptyTotals(service: string, worker: string): Totals {
  return {
    service,
    worker,
    succeeded: 0,
    failed: 0,
    active: 0,
    durationSum: 0,
    durationCount: 0,
    durationMax: undefined,
    lastJobAt: undefined,
    uptime: undefined,
  };
}

function addSeries(totals: Totals, series: Series): void {
  switch (series.name.slice(PREFIX.length)) {
    case 'jobs':
      if (series.attributes.outcome === 'failed') totals.failed += series.value;
      else totals.succeeded += series.value;
      break;
    case 'jobs.active':
      totals.active += series.value;
      break;
    case 'job.duration':
      totals.durationSum += series.value;
      totals.durationCount += series.count;
      totals.durationMax = largest(totals.durationMax, series.max);
      break;
    case 'last_job.timestamp':
      totals.lastJobAt = largest(totals.lastJobAt, series.value * 1_000);
      break;
    case 'uptime':
      totals.uptime = largest(totals.uptime, series.value);
      break;
  }
}

function largest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}
