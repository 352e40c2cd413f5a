import { createWorkerMeters } from './meters.js';
import { WorkerMetricsCollector } from './metrics-collector.js';

const GLOBAL = Symbol.for('tracebridge.workerMetrics.v1');
// Shared by all copies of this package in the process: the preload's and the app's count the same workers.
const shared = globalThis as { [GLOBAL]?: WorkerMetricsCollector };

/** The collector of this process, which {@link workerJob} counts in, and whose metrics go out over OpenTelemetry. */
export function getMetricsCollector(): WorkerMetricsCollector {
  shared[GLOBAL] ??= create();
  return shared[GLOBAL];
}

function create(): WorkerMetricsCollector {
  const collector: WorkerMetricsCollector = new WorkerMetricsCollector(
    createWorkerMeters(() => collector.workers()),
  );
  return collector;
}
