import type { Meter, ObservableResult } from '@opentelemetry/api';
import { quietly } from '../../core/quietly.js';
import { bindInstruments } from '../../metrics/bound-instruments.js';
import type { BullmqJob } from './interfaces.js';
import { noteThrown } from './job-span.js';

/**
 * What is used of a BullMQ worker.
 * @example
 * ```ts
 * import { type BullmqWorker, instrumentWorker } from 'tracebridge/bullmq';
 *
 * const observe = (workers: BullmqWorker[]) => workers.map(instrumentWorker);
 * ```
 */
export interface BullmqWorker {
  readonly name: string;
  readonly opts?: { name?: string | undefined };
  on(event: 'active', listener: (job: BullmqJob) => void): unknown;
  on(event: 'failed', listener: (job: BullmqJob | undefined, error: Error) => void): unknown;
}

/**
 * What is used of a BullMQ queue.
 * @example
 * ```ts
 * import { type BullmqQueue, instrumentQueue } from 'tracebridge/bullmq';
 *
 * const observe = (queues: BullmqQueue[]) => queues.map(instrumentQueue);
 * ```
 */
export interface BullmqQueue {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: BullMQ names the states in a type of its own
  getJobCounts(...states: any[]): Promise<Record<string, number>>;
}

/** Seconds; a job that waits for a free worker, up to one that waits for the night. */
const WAIT_BUCKETS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800, 7200];

const waitHistogram = bindInstruments((meter) =>
  meter.createHistogram('tracebridge.worker.queue.wait', {
    description: 'Time that a job was ready to run and waited for a worker',
    unit: 's',
    advice: { explicitBucketBoundaries: WAIT_BUCKETS },
  }),
);

/**
 * Completes what BullMQ's telemetry interface does not tell: the error of a failed job, with its type and stack, and
 * how long a job waited (`tracebridge.worker.queue.wait`, seconds; its delay does not count).
 * @returns the worker
 * @example
 * ```ts
 * import { Worker } from 'bullmq';
 * import { instrumentWorker, telemetry } from 'tracebridge/bullmq';
 *
 * instrumentWorker(new Worker('mail', async () => {}, { connection: { host: 'localhost' }, telemetry }));
 * ```
 */
export function instrumentWorker<W extends BullmqWorker>(worker: W): W {
  const attributes = { 'worker.name': worker.opts?.name ?? worker.name };
  worker.on('failed', (_job, error) => noteThrown(error));
  worker.on('active', ({ timestamp, delay = 0, processedOn = Date.now() }) => {
    quietly('metrics of BullMQ', () => {
      // The clocks of producer and worker are not the same.
      const waitedMs = Math.max(0, processedOn - timestamp - delay);
      waitHistogram()?.record(waitedMs / 1000, attributes);
    });
  });
  return worker;
}

const STATES = ['waiting', 'prioritized', 'delayed', 'active'] as const;

/** Queues are held weakly: a queue that the app is done with ends its series. */
const queues = new Map<string, WeakRef<BullmqQueue>>();

const queueGauge = bindInstruments((meter: Meter) => {
  meter
    .createObservableGauge('tracebridge.worker.queue.jobs', {
      description: 'Jobs in the queue, by state',
      unit: '{job}',
    })
    .addCallback(observeQueues);
  return true;
});

/**
 * Observes how many jobs wait in a queue, whenever metrics are collected: `tracebridge.worker.queue.jobs`, by
 * `queue.name` and `state` (waiting, prioritized, delayed, active).
 * @returns the queue
 * @example
 * ```ts
 * import { Queue } from 'bullmq';
 * import { instrumentQueue, telemetry } from 'tracebridge/bullmq';
 *
 * instrumentQueue(new Queue('mail', { connection: { host: 'localhost' }, telemetry }));
 * ```
 */
export function instrumentQueue<Q extends BullmqQueue>(queue: Q): Q {
  queues.set(queue.name, new WeakRef(queue));
  queueGauge();
  return queue;
}

async function observeQueues(result: ObservableResult): Promise<void> {
  await Promise.all([...queues].map(([name, ref]) => observeQueue(name, ref, result)));
}

async function observeQueue(
  name: string,
  ref: WeakRef<BullmqQueue>,
  result: ObservableResult,
): Promise<void> {
  const queue = ref.deref();
  if (queue === undefined) {
    queues.delete(name);
    return;
  }
  try {
    const counts = await queue.getJobCounts(...STATES);
    for (const state of STATES) result.observe(counts[state] ?? 0, { 'queue.name': name, state });
  } catch {
    // Closed, or Redis is away: no number is better than a wrong one.
  }
}
