import { WORKER_METRICS } from '../core/globals.js';
import { share } from '../core/share.js';
import { createWorkerMeters } from './meters.js';
import { WorkerMetricsCollector } from './metrics-collector.js';

// Shared by all copies of this package in the process: the preload's and the app's count the same workers.

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
  return share(WORKER_METRICS, create);
}

function create(): WorkerMetricsCollector {
  const collector: WorkerMetricsCollector = new WorkerMetricsCollector(
    createWorkerMeters(() => collector.workers()),
  );
  return collector;
}
