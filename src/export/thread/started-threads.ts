import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { BroadcastChannel, type Worker } from 'node:worker_threads';
import { quietly } from '../../core/quietly.js';
import type { EndedThreads } from './announcement.js';

/**
 * The threads of the app that this one starts. Of one that has ended, its ID alone tells, without the app noticing that
 * somebody looks: it is -1. That is looked at when the next one starts, and the exporter lets go of the rings (4 MiB each).
 */
export class StartedThreads {
  #running: { readonly id: number; readonly worker: WeakRef<Worker> }[] = [];

  constructor(
    readonly channelName: string,
    readonly onStart: () => void,
  ) {
    subscribe('worker_threads', this.#onWorker);
  }

  close(): void {
    unsubscribe('worker_threads', this.#onWorker);
  }

  readonly #onWorker = (message: unknown): void => {
    const { worker } = message as { worker: Worker };
    // Node's own, which runs loaders, has nothing of the app's in it.
    if (worker.constructor.name === 'InternalWorker') return;
    this.onStart();
    quietly('the threads that have ended', () => this.#tellEnded());
    this.#running.push({ id: worker.threadId, worker: new WeakRef(worker) });
  };

  #tellEnded(): void {
    // Node.js holds the object of a thread as long as that runs.
    const hasEnded = ({ worker }: { worker: WeakRef<Worker> }) => (worker.deref()?.threadId ?? -1) === -1;
    const ended = this.#running.filter(hasEnded).map(({ id }) => id);
    if (ended.length === 0) return;
    this.#running = this.#running.filter((thread) => !ended.includes(thread.id));
    const channel = new BroadcastChannel(this.channelName);
    channel.postMessage({ ended } satisfies EndedThreads);
    channel.close();
  }
}
