import type { ExportChannel } from './channel.js';
import type { ExportConfig } from './config-types.js';
import { ThreadChannel } from './thread/thread-channel.js';

/** What the owner of a channel can do beyond handing records over. */
export interface OwnedExportChannel extends ExportChannel {
  /** As `forceFlush` for a process that is about to end: short pauses, given up early when nothing can be delivered. */
  flushAtEnd(timeoutMillis: number): Promise<boolean>;
  /** Whether everything accepted is settled. */
  isSettled(): boolean;
  /** Counts what is not settled as dropped with reason `shutdown`; from then on records are dropped at once. */
  closeAccount(): void;
  /**
   * For the last `exit` listener: each record that still comes is flushed at once, until the deadline.
   * @param finish called now and after each further record with whether all is settled
   * @param deadlineMillis monotonic, as `performance.now()`
   */
  endWith(finish: (settled: boolean) => void, deadlineMillis: number): void;
  /** Whether delivery needs this thread's event loop, so that `flushSync` delivers nothing. */
  readonly needsEventLoop: boolean;
}

/** Rings take at most this part of the memory bound. */
const RING_PART = 1 / 4;

/** The channel of this thread. Without a spool nothing is started before the first record. */
export function createExportChannel(config: ExportConfig): OwnedExportChannel {
  if (config.mode === 'inline') {
    // Loaded here: with the thread, which has an engine of its own, this one would cost start-up 30 ms for nothing.
    const { InlineChannel } =
      require('./inline/inline-channel.js') as typeof import('./inline/inline-channel.js');
    return new InlineChannel(config);
  }
  const largest = config.maxMemoryBytes * RING_PART;
  const ringBytes = Math.min(config.ringBytes, largest);
  const threadRingBytes = Math.min(config.threadRingBytes, largest);
  return new ThreadChannel({ ...config, ringBytes, threadRingBytes });
}
