import { type Counter, context, type Meter, type ObservableResult } from '@opentelemetry/api';
import { bindInstruments, SCOPE_NAME } from '../metrics/bound-instruments.js';
import { durationHistogram } from '../metrics/duration-histogram.js';
import type { JobObserver } from './metrics-collector.js';
import { JOB_BUCKETS, type WorkerMetrics } from './worker-metrics.js';

const duration = durationHistogram({
  scope: { name: SCOPE_NAME },
  name: 'tracebridge.worker.job.duration',
  description: 'Duration of jobs',
  boundaries: JOB_BUCKETS,
});

/**
 * The metrics of workers as OpenTelemetry instruments. What `WorkerMetrics` holds is observed when metrics are
 * collected; ends of jobs are recorded at once, in the context of the job, so that exemplars refer to its span.
 * Attributes are the worker's name, the outcome and the error's type, never an ID.
 */
export function createWorkerMeters(workers: () => readonly WorkerMetrics[]): JobObserver {
  const jobs = bindInstruments((meter) => createInstruments(meter, workers));
  return {
    active() {
      jobs();
    },
    ended(workerName, durationMs, errorType) {
      const worker = { 'worker.name': workerName };
      const attributes = () => (errorType === undefined ? worker : { ...worker, 'error.type': errorType });
      duration.record(`${workerName}\n${errorType ?? ''}`, attributes, durationMs / 1000, context.active());
      jobs()?.add(1, { ...worker, outcome: errorType === undefined ? 'completed' : 'failed' });
    },
  };
}

/** @returns the counter of jobs that ended; the others observe the workers */
function createInstruments(meter: Meter, workers: () => readonly WorkerMetrics[]): Counter {
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
  return meter.createCounter('tracebridge.worker.jobs', { description: 'Jobs that ended', unit: '{job}' });
}
