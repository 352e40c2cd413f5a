import { context } from '@opentelemetry/api';
import { DurationCell } from '../metrics/duration-cell.js';

/** Seconds; from a job that only looks whether there is work to an hour's batch. */
export const JOB_BUCKETS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600];

/**
 * {@link WorkerMetrics} as JSON has it.
 * @example
 * ```ts
 * import { getMetricsCollector, type WorkerMetricsDict } from 'tracebridge';
 *
 * const all: Record<string, WorkerMetricsDict> = getMetricsCollector().getMetrics();
 * ```
 */
export interface WorkerMetricsDict {
  worker_name: string;
  jobs_processed: number;
  jobs_failed: number;
  /** Two decimals. */
  total_duration_ms: number;
  /** Two decimals. */
  avg_duration_ms: number;
  /** Four decimals. */
  success_rate: number;
  /** ISO 8601, UTC. */
  last_job_at: string | null;
  current_job_id: string | null;
  current_job_ids: string[];
  /** Two decimals. */
  uptime_seconds: number;
}

interface Run {
  readonly jobId: string;
  /** Monotonic, in milliseconds. */
  readonly startedAt: number;
}

/**
 * What a worker has done since it was registered.
 * @example
 * ```ts
 * import { getMetricsCollector, type WorkerMetrics } from 'tracebridge';
 *
 * const mailer: WorkerMetrics = getMetricsCollector().registerWorker('mailer');
 * console.log(mailer.successRate, mailer.avgDurationMs, mailer.currentJobIds);
 * ```
 */
export class WorkerMetrics {
  readonly workerName: string;
  readonly startedAt = new Date();
  readonly #startedAt = performance.now();
  /**
   * By bucket, for who scrapes them.
   * @internal
   */
  readonly durations = new DurationCell(JOB_BUCKETS, true);
  readonly #running: Run[] = [];
  #processed = 0;
  #failed = 0;
  #totalDurationMs = 0;
  #lastJobAt: Date | null = null;

  constructor(workerName: string) {
    this.workerName = workerName;
  }

  /** Jobs that ended well. */
  get jobsProcessed(): number {
    return this.#processed;
  }

  get jobsFailed(): number {
    return this.#failed;
  }

  /** Of all jobs that ended, well or not. */
  get totalDurationMs(): number {
    return this.#totalDurationMs;
  }

  /** When the last job ended, well or not; null before that. */
  get lastJobAt(): Date | null {
    return this.#lastJobAt;
  }

  /** The job that was started last of those that run; null when none does. */
  get currentJobId(): string | null {
    return this.#running.at(-1)?.jobId ?? null;
  }

  /** Jobs that run, in the order of their starts; an ID that runs twice is there twice. */
  get currentJobIds(): string[] {
    return this.#running.map((run) => run.jobId);
  }

  /** Of all jobs that ended, well or not; 0 before any did. */
  get avgDurationMs(): number {
    const ended = this.#processed + this.#failed;
    return ended === 0 ? 0 : this.#totalDurationMs / ended;
  }

  /** Share of ended jobs that ended well, 0 to 1; 1 before any job ended. */
  get successRate(): number {
    const ended = this.#processed + this.#failed;
    return ended === 0 ? 1 : this.#processed / ended;
  }

  get uptimeSeconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  toDict(): WorkerMetricsDict {
    return {
      worker_name: this.workerName,
      jobs_processed: this.#processed,
      jobs_failed: this.#failed,
      total_duration_ms: round(this.#totalDurationMs, 2),
      avg_duration_ms: round(this.avgDurationMs, 2),
      success_rate: round(this.successRate, 4),
      last_job_at: this.#lastJobAt?.toISOString() ?? null,
      current_job_id: this.currentJobId,
      current_job_ids: this.currentJobIds,
      uptime_seconds: round(this.uptimeSeconds, 2),
    };
  }

  /** @internal */
  start(jobId: string): void {
    this.#running.push({ jobId, startedAt: performance.now() });
  }

  /**
   * Ends the oldest run of a job, or the oldest run of all when no ID is given. A job that was never started counts
   * too: its duration is the one given, else 0.
   * @returns the duration in milliseconds
   * @internal
   */
  end(jobId: string | undefined, durationMs: number | undefined, failed: boolean): number {
    const run = this.#take(jobId);
    const measured = run === undefined ? 0 : performance.now() - run.startedAt;
    const duration = isDuration(durationMs) ? durationMs : measured;
    if (failed) this.#failed++;
    else this.#processed++;
    this.#totalDurationMs += duration;
    this.durations.record(duration / 1000, context.active());
    this.#lastJobAt = new Date();
    return duration;
  }

  /**
   * Ends the oldest run of a job, uncounted.
   * @internal
   */
  release(jobId: string): void {
    this.#take(jobId);
  }

  #take(jobId: string | undefined): Run | undefined {
    const index = jobId === undefined ? 0 : this.#running.findIndex((run) => run.jobId === jobId);
    return index === -1 ? undefined : this.#running.splice(index, 1)[0];
  }
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
