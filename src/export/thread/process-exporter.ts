import { BroadcastChannel, type Worker } from 'node:worker_threads';
import { warn } from '../../core/warn.js';
import { SIGNALS } from '../../otlp/signal.js';
import type { ExportConfig } from '../config-types.js';
import { type Announcement, HELLO } from './announcement.js';
import { type ExporterAddress, publishExporter, withdrawExporter } from './exporter-address.js';
import { startExporterThread } from './exporter-thread.js';
import { HubWord } from './hub.js';
import { StartedThreads } from './started-threads.js';

/** An exporter thread that ends this often is not started again. */
const MAX_FAILURES = 5;

/** How long a thread that starts waits for the exporter to take announcements; booting takes about 50 ms. */
const LISTENING_MILLIS = 1000;

/** A producer's link to the one exporter of its process. */
export interface ProcessExporter {
  /** Whether {@link ensure} has nothing to do. */
  readonly isStarted: boolean;
  /** Makes sure that the exporter runs and knows this thread's ring. Cheap when it does. */
  ensure(): void;
  /** Whether it is known to have started, and has not begun to read. */
  isBooting(): boolean;
  close(): void;
}

/**
 * @param announce what the exporter must know of this thread, each time that it starts
 * @param replace called once with the reason when the process can have no exporter thread
 */
export function connectExporter(
  address: ExporterAddress,
  config: ExportConfig,
  announce: () => Announcement,
  replace: (reason: string) => void,
): ProcessExporter {
  return address.owned
    ? new OwnExporter(address, config, announce, replace)
    : new OthersExporter(address, announce);
}

class OwnExporter implements ProcessExporter {
  #worker: Worker | undefined;
  #failures = 0;
  #closed = false;
  readonly #threads: StartedThreads;

  constructor(
    readonly address: ExporterAddress,
    readonly config: ExportConfig,
    readonly announce: () => Announcement,
    readonly replace: (reason: string) => void,
  ) {
    publishExporter(address);
    // A thread of the app can't start an exporter that outlives it, so it must find one.
    this.#threads = new StartedThreads(address.channelName, () => this.ensure());
  }

  get isStarted(): boolean {
    return this.#worker !== undefined || this.#failures > 0;
  }

  ensure(): void {
    if (this.#worker || this.#closed || this.#failures >= MAX_FAILURES) return;
    const data = {
      hub: this.address.hub.memory,
      channelName: this.address.channelName,
      config: this.config,
      main: this.announce(),
    };
    try {
      this.#worker = startExporterThread(data, (error) => this.#ended(error));
    } catch (error) {
      // The app was at the end of its stack, which says nothing about the thread: the next record tries again.
      if (!(error instanceof RangeError)) this.#replace(error as Error);
    }
  }

  isBooting(): boolean {
    return this.#worker !== undefined && Atomics.load(this.address.hub.control, HubWord.listening) === 0;
  }

  close(): void {
    this.#closed = true;
    this.#threads.close();
    withdrawExporter();
    void this.#worker?.terminate();
  }

  /** Records that the ended thread held are gone; those still in the rings are for the next thread. */
  #ended(error: Error | undefined): void {
    if (this.#closed) return;
    this.#worker = undefined;
    const { control, counters } = this.address.hub;
    if (Atomics.exchange(control, HubWord.listening, 0) === 0) {
      this.#replace(error);
      return;
    }
    this.#failures++;
    if (error !== undefined) warn(`the exporter thread failed: ${error.message}`);
    for (const signal of SIGNALS) counters.dropped(signal, 'exporter_lost', counters.held(signal));
    this.ensure();
  }

  /** It never ran, so the next one would not either. */
  #replace(error: Error | undefined): void {
    this.#failures = MAX_FAILURES;
    withdrawExporter();
    this.replace(error?.message ?? 'it ended at once');
  }
}

class OthersExporter implements ProcessExporter {
  readonly isStarted = true;
  readonly #channel: BroadcastChannel;
  readonly #threads: StartedThreads;

  constructor(
    address: ExporterAddress,
    readonly announce: () => Announcement,
  ) {
    const { hub, channelName } = address;
    publishExporter(address);
    this.#threads = new StartedThreads(channelName, () => {});
    this.#channel = new BroadcastChannel(channelName);
    this.#channel.unref();
    this.#channel.onmessage = (event: unknown) => {
      if ((event as { data: unknown }).data === HELLO) this.#announce();
    };
    // From here on nothing of this thread is lost when it is terminated: wait for the exporter to boot, if need be.
    Atomics.wait(hub.control, HubWord.listening, 0, LISTENING_MILLIS);
    this.#announce();
  }

  ensure(): void {}

  isBooting(): boolean {
    return false;
  }

  close(): void {
    this.#threads.close();
    this.#channel.close();
  }

  #announce(): void {
    this.#channel.postMessage(this.announce());
  }
}
