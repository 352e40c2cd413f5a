import type { Meter, ObservableResult } from '@opentelemetry/api';
import { bindInstruments } from '../metrics/bound-instruments.js';
import type { JobObserver } from './metrics-collector.js';
import type { WorkerMetrics } from './worker-metrics.js';

/** Seconds; from a job that only looks whether there is work to an hour's batch. */
const BUCKETS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600];

/**
 * The metrics of workers as OpenTelemetry instruments. What `WorkerMetrics` holds is observed when metrics are
 * collected; ends of jobs are recorded at once, in the context of the job, so that exemplars refer to its span.
 * Attributes are the worker's name, the outcome and the error's type, never an ID.
 */
export function createWorkerMeters(workers: () => readonly WorkerMetrics[]): JobObserver {
  const instruments = bindInstruments((meter) => createInstruments(meter, workers));
  return {
    active() {
      instruments();
    },
    ended(workerName, durationMs, errorType) {
      const bound = instruments();
      if (bound === undefined) return;
      const worker = { 'worker.name': workerName };
      const failure = errorType === undefined ? worker : { ...worker, 'error.type': errorType };
      bound.duration.record(durationMs / 1000, failure);
      bound.jobs.add(1, { ...worker, outcome: errorType === undefined ? 'completed' : 'failed' });
    },
  };
}

function createInstruments(meter: Meter, workers: () => readonly WorkerMetrics[]) {
  const observe = (read: (worker: WorkerMetrics) => number | undefined) => (result: ObservableResult) => {
    for (const worker of workers()) {
      const value = read(worker);
      if (value !== undefined) result.observe(value, { 'worker.name': worker.workerName });
    }
  };
  meter
    .createObservableUpDownCounter('tracebridge.worker.jobs.active', {
      description: 'Jobs that run now',
      unit: '{job}',
    })
    .addCallback(observe((worker) => worker.currentJobIds.length));
  meter
    .createObservableGauge('tracebridge.worker.last_job.timestamp', {
      description: 'When the last job ended, since the Unix epoch',
      unit: 's',
    })
    .addCallback(observe(({ lastJobAt }) => (lastJobAt === null ? undefined : lastJobAt.getTime() / 1000)));
  meter
    .createObservableGauge('tracebridge.worker.uptime', {
      description: 'Time since the worker was registered',
      unit: 's',
    })
    .addCallback(observe((worker) => worker.uptimeSeconds));
  meter
    .createObservableGauge('tracebridge.worker.success_ratio', {
      description: 'Share of ended jobs that ended well',
      unit: '1',
    })
    .addCallback(observe((worker) => worker.successRate));
  return {
    duration: meter.createHistogram('tracebridge.worker.job.duration', {
      description: 'Duration of jobs',
      unit: 's',
      advice: { explicitBucketBoundaries: BUCKETS },
    }),
    jobs: meter.createCounter('tracebridge.worker.jobs', { description: 'Jobs that ended', unit: '{job}' }),
  };
}
