import { context, createContextKey } from '@opentelemetry/api';
import { requireFunction } from '../core/errors.js';
import { ensureContextManager, enterContext } from '../correlation/context-manager.js';
import { followThenable } from '../tracing/follow/follow-thenable.js';
import type { Followed } from '../tracing/follow/followed.js';
import { JobRun } from './job-run.js';
import type { WorkerJobOptions } from './options.js';

/**
 * An ID as queues make them; one that is no correlation ID (see `acceptCorrelationId`) is replaced by a new one.
 * @example
 * ```ts
 * import { type JobId, workerJob } from 'tracebridge';
 *
 * const run = (id: JobId) => workerJob('mailer', id, () => 'sent');
 * run(42);
 * ```
 */
export type JobId = string | number | bigint;

/**
 * Runs `fn` as a job of a worker: under the job's correlation ID and logging fields, in a CONSUMER span, counted in
 * the worker's metrics, with the log lines "Job started" and "Job completed" or "Job failed". Returns what `fn`
 * returns, awaited for the outcome when it is a promise; what it throws is a failure and is thrown on.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * ```ts
 * import { workerJob } from 'tracebridge';
 *
 * await workerJob('mailer', 'job-7', { userId: 'u1', parent: 'child' }, async () => {
 *   // …
 * });
 * ```
 */
export function workerJob<T>(workerName: string, jobId: JobId, fn: () => T): T;
export function workerJob<T>(workerName: string, jobId: JobId, options: WorkerJobOptions, fn: () => T): T;
/**
 * Starts a job for a block: `using job = workerJob(…)` or `await using`. See {@link WorkerJob}.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 */
export function workerJob(workerName: string, jobId: JobId, options?: WorkerJobOptions): WorkerJob;
export function workerJob(
  workerName: string,
  jobId: JobId,
  ...rest: [(() => unknown)?] | [WorkerJobOptions?, (() => unknown)?]
): unknown {
  const [options, fn] =
    typeof rest[0] === 'function' ? [undefined, rest[0]] : (rest as [WorkerJobOptions?, (() => unknown)?]);
  if (fn !== undefined) requireFunction('fn', fn);
  const job = new JobRun(workerName, jobId, options);
  return fn === undefined ? new WorkerJob(job) : runToItsEnd(job, fn);
}

const CURRENT = createContextKey('tracebridge.job');

/**
 * A job that ends with its block. The job's context is in force in the block; before the first `await` of an async
 * function also in its caller, which the form with a function avoids.
 *
 * A block does not tell its `using` declarations that it was left by an error: the job has failed if `fail` was called,
 * or `run` met an error, and is completed otherwise.
 * @example
 * ```ts
 * import { type WorkerJob, workerJob } from 'tracebridge';
 *
 * async function handle(id: string): Promise<void> {
 *   await using job: WorkerJob = workerJob('mailer', id);
 *   await job.run(async () => {}); // what it throws fails the job
 * }
 * ```
 */
export class WorkerJob implements Disposable, AsyncDisposable {
  readonly #job: JobRun;
  readonly #outer = context.active();
  readonly #entered: boolean;
  #failure: { thrown: unknown } | undefined;
  #disposed = false;

  /** @internal */
  constructor(job: JobRun) {
    this.#job = job;
    this.#entered = ensureContextManager();
    // With a context manager of the app's, only `run` can put the context in force.
    if (this.#entered) enterContext(job.context.setValue(CURRENT, this));
  }

  /** The job has failed because of `error`, whatever it is; the first one counts. It ends with the block. */
  fail(error: unknown): void {
    this.#failure ??= { thrown: error };
  }

  /** Runs `fn` in the job's context. What it throws, or rejects with, fails the job and is thrown on. */
  run<T>(fn: () => T): T {
    const part: Followed = {
      run: (piece) => this.#job.run(piece),
      complete() {},
      fail: (thrown) => this.fail(thrown),
    };
    return runToItsEnd(part, fn);
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#failure === undefined) this.#job.complete();
    else this.#job.fail(this.#failure.thrown);
    // Disposed elsewhere, such as in a callback, the context there is none of ours to change.
    if (this.#entered && context.active().getValue(CURRENT) === this) enterContext(this.#outer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
  }
}

function runToItsEnd<T>(part: Followed, fn: () => T): T {
  let result: T;
  try {
    result = part.run(fn);
  } catch (thrown) {
    part.fail(thrown);
    throw thrown;
  }
  if ((typeof result === 'object' && result !== null) || typeof result === 'function') {
    const followed = followThenable(result, part, fn);
    if (followed !== undefined) return followed as T;
  }
  part.complete();
  return result;
}
