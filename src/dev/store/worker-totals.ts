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
  durationSumSeconds: number;
  durationCount: number;
  maxDurationSeconds: number | undefined;
  lastJobAtUnixMillis: number | undefined;
  uptimeSeconds: number | undefined;
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
    const totals = workers.get(key) ?? emptyTotals(series.service, workerOf(series.attributes));
    workers.set(key, totals);
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
    durationSumSeconds: 0,
    durationCount: 0,
    maxDurationSeconds: undefined,
    lastJobAtUnixMillis: undefined,
    uptimeSeconds: undefined,
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
      totals.durationSumSeconds += series.value;
      totals.durationCount += series.count;
      totals.maxDurationSeconds = largest(totals.maxDurationSeconds, series.max);
      break;
    case 'last_job.timestamp':
      totals.lastJobAtUnixMillis = largest(totals.lastJobAtUnixMillis, series.value * 1_000);
      break;
    case 'uptime':
      totals.uptimeSeconds = largest(totals.uptimeSeconds, series.value);
      break;
  }
}

function largest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}
