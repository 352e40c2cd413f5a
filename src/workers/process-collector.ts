import { createWorkerMeters } from './meters.js';
import { WorkerMetricsCollector } from './metrics-collector.js';

interface ProcessWide {
  readonly collector: WorkerMetricsCollector;
  readonly bindMeters: () => void;
}

const GLOBAL = Symbol.for('tracebridge.workerMetrics.v1');
// Shared by all copies of this package in the process: the preload's and the app's count the same workers.
const shared = globalThis as { [GLOBAL]?: ProcessWide };

/** The collector of this process, which {@link workerJob} counts in, and whose metrics go out over OpenTelemetry. */
export function getMetricsCollector(): WorkerMetricsCollector {
  return processWide().collector;
}

/** For when an SDK has started: workers that were registered before are then observed before their next job, too. */
export function bindWorkerMeters(): void {
  processWide().bindMeters();
}

function processWide(): ProcessWide {
  shared[GLOBAL] ??= create();
  return shared[GLOBAL];
}

function create(): ProcessWide {
  const meters = createWorkerMeters(() => collector.workers());
  const collector: WorkerMetricsCollector = new WorkerMetricsCollector(meters);
  return { collector, bindMeters: () => meters.registered() };
}
