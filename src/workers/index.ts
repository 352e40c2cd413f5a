export { type JobCarrier, jobCarrier } from './carrier.js';
export { metricsHandler } from './handler/metrics-handler.js';
export { WorkerMetricsCollector } from './metrics-collector.js';
export type { WorkerJobOptions } from './options.js';
export { getMetricsCollector } from './process-collector.js';
export { type JobId, type WorkerJob, workerJob } from './worker-job.js';
export { WorkerMetrics, type WorkerMetricsDict } from './worker-metrics.js';
