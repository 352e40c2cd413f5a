import type { Attributes } from '../../otlp/model/attributes.js';
import { type Series, type SeriesTable, totalOf } from './series-table.js';

const PREFIX = 'tracebridge.worker.';

/** Whether a metric is one of `workerJob`'s meters. */
export function isWorkerMetric(metric: { readonly name: string }): boolean {
  return metric.name.startsWith(PREFIX);
}

/** Totals of now, by {@link workerKey}. */
export function workerTotals(table: SeriesTable): [key: string, totals: ReturnType<typeof totalsOf>][] {
  const workers = Map.groupBy(table.withPrefix(PREFIX), (series) =>
    workerKey(series.service, series.attributes),
  );
  return [...workers].map(([key, all]) => [key, totalsOf(all)]);
}

export function workerKey(service: string, attributes: Attributes): string {
  return `${service}\n${workerOf(attributes)}`;
}

function workerOf(attributes: Attributes): string {
  return String(attributes['worker.name'] ?? 'unknown');
}

/** Over all series of a worker: of several processes, and of completed and failed jobs. */
function totalsOf(all: readonly Series[]) {
  const of = (name: string) => all.filter((series) => series.name === PREFIX + name);
  const jobs = Map.groupBy(of('jobs'), ({ attributes }) => attributes.outcome === 'failed');
  const durations = of('job.duration');
  const lastJobs = of('last_job.timestamp').map(({ value }) => value * 1_000);
  return {
    service: all[0]!.service,
    worker: workerOf(all[0]!.attributes),
    succeeded: totalOf(jobs.get(false) ?? []),
    failed: totalOf(jobs.get(true) ?? []),
    active: totalOf(of('jobs.active')),
    durationSumSeconds: totalOf(durations),
    durationCount: durations.reduce((sum, { count }) => sum + count, 0),
    maxDurationSeconds: largest(durations.map(({ max }) => max)),
    lastJobAtUnixMillis: largest(lastJobs),
    uptimeSeconds: largest(of('uptime').map(({ value }) => value)),
  };
}

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
