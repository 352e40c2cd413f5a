import { isMainThread } from 'node:worker_threads';
import type { ExportChannel } from './channel.js';
import type { ExportConfig } from './config-types.js';
import { ThreadChannel } from './thread/thread-channel.js';

/** What the owner of a channel can do beyond handing records over. */
export interface OwnedExportChannel extends ExportChannel {
  /** As `forceFlush` for a process that is about to end: short pauses, given up early when nothing can be delivered. */
  flushAtEnd(timeoutMillis: number): Promise<boolean>;
  /** Counts what is not settled as dropped with reason `shutdown`. To be called once, when the process ends. */
  closeAccount(): void;
}

/** The channel of this thread. Nothing is started before the first record. */
export function createExportChannel(config: ExportConfig): OwnedExportChannel {
  const wanted = isMainThread ? config.ringBytes : config.threadRingBytes;
  return new ThreadChannel(config, Math.min(wanted, config.maxMemoryBytes / 4));
}
