import type { Attributes } from '../../otlp/model/attributes.js';
import type { Series, SeriesTable } from './series-table.js';

const PREFIX = 'tracebridge.worker.';

/** Sums over all series of a worker: of several processes, and of completed and failed jobs. */
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

/** Totals of now, by {@link workerKey}. */
export function workerTotals(table: SeriesTable): Map<string, Totals> {
  const workers = new Map<string, Totals>();
  for (const series of table.withPrefix(PREFIX)) {
    const key = workerKey(series.service, series.attributes);
    let totals = workers.get(key);
    if (totals === undefined) {
      totals = emptyTotals(series.service, workerOf(series.attributes));
      workers.set(key, totals);
    }
    addSeries(totals, series);
  }
  return workers;
}

function workerOf(attributes: Attributes): string {
  return String(attributes['worker.name'] ?? 'unknown');
}

export function workerKey(service: string, attributes: Attributes): string {
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
