import { errorType } from '../tracing/failure.js';
import { requireWorkerName } from './options.js';
import { WorkerMetrics, type WorkerMetricsDict } from './worker-metrics.js';

/** Told of what a collector counts; the meters of the process-wide one. */
export interface JobObserver {
  /** A worker was registered, or a job started: an SDK may have been started since the last time. */
  active(): void;
  ended(workerName: string, durationMs: number, errorType: string | undefined): void;
}

/** Workers that are told apart. Names that are made from data must not make series without end. */
const MAX_WORKERS = 1000;

/** Where the workers beyond {@link MAX_WORKERS} are counted together. */
const OVERFLOW = 'other';

/**
 * Counts jobs by worker. A worker that is not known yet is registered by its first job. Jobs may run at the same time,
 * also several times under one ID: each end belongs to the oldest run of its ID. An end without a start counts.
 * @example
 * ```ts
 * import { WorkerMetricsCollector } from 'tracebridge';
 *
 * const collector = new WorkerMetricsCollector(); // of your own; workerJob counts in getMetricsCollector()
 * collector.jobStarted('mailer', 'job-7');
 * collector.jobCompleted('mailer', 'job-7');
 * collector.getMetrics('mailer');
 * ```
 */
export class WorkerMetricsCollector {
  readonly #workers = new Map<string, WorkerMetrics>();
  readonly #observer: JobObserver | undefined;

  /** @internal */
  constructor(observer?: JobObserver) {
    this.#observer = observer;
  }

  /**
   * The metrics of a worker, new or known; from the 1,001st worker on those of "other".
   * @throws BridgeError TRACEBRIDGE_INVALID_OPTION for a name that is no text, or empty; so do `jobStarted` and the ends
   */
  registerWorker(workerName: string): WorkerMetrics {
    const known = this.#workers.get(workerName);
    if (known !== undefined) return known;
    requireWorkerName(workerName);
    if (this.#workers.size >= MAX_WORKERS && workerName !== OVERFLOW) return this.registerWorker(OVERFLOW);
    const metrics = new WorkerMetrics(workerName);
    this.#workers.set(workerName, metrics);
    this.#observer?.active();
    return metrics;
  }

  jobStarted(workerName: string, jobId: string): void {
    this.registerWorker(workerName).start(jobId);
    this.#observer?.active();
  }

  /** @param durationMs default: measured since {@link jobStarted} */
  jobCompleted(workerName: string, jobId: string, durationMs?: number): void;
  /** Ends the oldest job of the worker: for workers that do one job at a time. */
  jobCompleted(workerName: string, durationMs: number): void;
  jobCompleted(workerName: string, job: string | number, durationMs?: number): void {
    this.#end(workerName, job, durationMs, undefined);
  }

  /**
   * @param durationMs default: measured since {@link jobStarted}
   * @param thrown what the job threw: its type becomes `error.type`, which is "_OTHER" when it is left out
   */
  jobFailed(workerName: string, jobId: string, durationMs?: number, ...thrown: [unknown?]): void;
  /** Ends the oldest job of the worker: for workers that do one job at a time. */
  jobFailed(workerName: string, durationMs: number): void;
  jobFailed(workerName: string, job: string | number, durationMs?: number, ...thrown: [unknown?]): void {
    this.#end(workerName, job, durationMs, thrown.length === 0 ? '_OTHER' : errorType(thrown[0]));
  }

  /** The oldest run of the job ended without an outcome, such as a job that goes back to its queue. */
  jobReleased(workerName: string, jobId: string): void {
    this.registerWorker(workerName).release(jobId);
  }

  /** One worker's metrics as a plain object, {} for an unknown one; without a name those of all, by name. */
  getMetrics(): Record<string, WorkerMetricsDict>;
  getMetrics(workerName: string): WorkerMetricsDict | Record<string, never>;
  getMetrics(
    workerName?: string,
  ): Record<string, WorkerMetricsDict> | WorkerMetricsDict | Record<string, never> {
    if (workerName !== undefined) return this.#workers.get(workerName)?.toDict() ?? {};
    return Object.fromEntries([...this.#workers].map(([name, metrics]) => [name, metrics.toDict()]));
  }

  /** All workers, in the order of their registration. */
  workers(): readonly WorkerMetrics[] {
    return [...this.#workers.values()];
  }

  #end(
    workerName: string,
    job: string | number,
    durationMs: number | undefined,
    failure: string | undefined,
  ): void {
    const metrics = this.registerWorker(workerName);
    const [jobId, given] = typeof job === 'number' ? [undefined, job] : [job, durationMs];
    const duration = metrics.end(jobId, given, failure !== undefined);
    this.#observer?.ended(metrics.workerName, duration, failure);
  }
}
