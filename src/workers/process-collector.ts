import { WORKER_METRICS } from '../core/globals.js';
import { createWorkerMeters } from './meters.js';
import { WorkerMetricsCollector } from './metrics-collector.js';

// Shared by all copies of this package in the process: the preload's and the app's count the same workers.
const shared = globalThis as { [WORKER_METRICS]?: WorkerMetricsCollector };

/**
 * The collector of this process, which {@link workerJob} counts in, and whose metrics go out over OpenTelemetry.
 * @example
 * ```ts
 * import { getMetricsCollector } from 'tracebridge';
 *
 * const mailer = getMetricsCollector().getMetrics('mailer'); // {} before its first job
 * ```
 */
export function getMetricsCollector(): WorkerMetricsCollector {
  shared[WORKER_METRICS] ??= create();
  return shared[WORKER_METRICS];
}

function create(): WorkerMetricsCollector {
  const collector: WorkerMetricsCollector = new WorkerMetricsCollector(
    createWorkerMeters(() => collector.workers()),
  );
  return collector;
}
