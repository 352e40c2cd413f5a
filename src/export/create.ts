import type { OwnedExportChannel } from './channel.js';
import type { ExportConfig } from './config-types.js';
import { ThreadChannel } from './thread/thread-channel.js';

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
