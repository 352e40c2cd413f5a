import { type Context, context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { quietly } from '../../core/quietly.js';
import { JobRun } from '../job-run.js';
import {
  ATTEMPTS_MADE,
  FAILED_REASON,
  JOB_ID,
  known,
  QUEUE_NAME,
  textOf,
  WORKER_NAME,
} from './attributes.js';
import type { BullmqAttributes, BullmqAttributeValue, BullmqSpan } from './interfaces.js';
import { LateContext } from './late-context.js';

const JOB_SPAN = createContextKey('tracebridge.bullmq.jobSpan');

/** Tells the job that runs in the active context what its processor threw: BullMQ's telemetry gives the message only. */
export function noteThrown(thrown: unknown): void {
  (context.active().getValue(JOB_SPAN) as JobSpan | undefined)?.noteThrown(thrown);
}

/**
 * BullMQ's "process" span: a run of a job as `workerJob` makes it. It begins when BullMQ tells the job's ID, and ends
 * when BullMQ tells the attempt's number, right after the event "job completed" or "job failed": what follows until
 * `end()` is BullMQ's fetching of the next job.
 */
export class JobSpan implements BullmqSpan<Context> {
  readonly #context = new LateContext();
  #attributes: BullmqAttributes = {};
  #run: JobRun | undefined;
  #failure: { thrown: unknown } | undefined;
  #outcome: 'completed' | 'failed' | undefined;

  constructor(
    private readonly carrier: string | undefined,
    private readonly parent: 'link' | 'child',
  ) {}

  setSpanOnContext(): Context {
    return this.#context;
  }

  setAttribute(key: string, value: BullmqAttributeValue): void {
    this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: BullmqAttributes): void {
    this.#attributes = { ...this.#attributes, ...attributes };
    if (this.#run !== undefined) this.#run.setAttributes(known(attributes));
    else if (attributes[JOB_ID] !== undefined) quietly('telemetry of a BullMQ job', () => this.#begin());
    if (attributes[ATTEMPTS_MADE] !== undefined && this.#outcome !== undefined) this.#end();
  }

  addEvent(name: string, attributes?: BullmqAttributes): void {
    if (name === 'job completed') this.#outcome ??= 'completed';
    if (name !== 'job failed') return;
    this.#outcome ??= 'failed';
    this.#failure ??= { thrown: new FailedReason(textOf(attributes?.[FAILED_REASON]) ?? '') };
  }

  /** Of BullMQ itself, such as a lost connection to Redis. */
  recordException(exception: unknown): void {
    this.#failure ??= { thrown: exception };
    this.#outcome ??= 'failed';
  }

  end(): void {
    this.#end();
  }

  noteThrown(thrown: unknown): void {
    this.#failure ??= { thrown };
  }

  #begin(): void {
    const queue = textOf(this.#attributes[QUEUE_NAME]) ?? 'bullmq';
    const workerName = textOf(this.#attributes[WORKER_NAME]) ?? queue;
    // Detached: the worker's loop may have been started in a request or job, which this one has nothing to do with.
    this.#run = context.with(
      ROOT_CONTEXT,
      () =>
        new JobRun(workerName, this.#attributes[JOB_ID], {
          carrier: this.carrier,
          parent: this.parent,
          attributes: {
            'messaging.system': 'bullmq',
            'messaging.destination.name': queue,
            ...known(this.#attributes),
          },
        }),
    );
    this.#context.fill(this.#run.context.setValue(JOB_SPAN, this));
  }

  #end(): void {
    const attempt = this.#attributes[ATTEMPTS_MADE];
    const fields = attempt === undefined ? {} : { attempt };
    if (this.#outcome === 'completed') this.#run?.complete(fields);
    else if (this.#outcome === 'failed') this.#run?.fail(this.#failure?.thrown, fields);
    // Delayed, rate-limited, waiting for children, or its lock was lost: the job will run again.
    else this.#run?.release(fields);
  }
}

/** What is known of an error whose worker is not instrumented: its message. */
class FailedReason {
  readonly name = '_OTHER';

  constructor(readonly message: string) {}
}
