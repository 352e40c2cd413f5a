import type { OwnedExportChannel } from './channel.js';
import type { ExportConfig } from './config-types.js';
import { createInlineChannel } from './inline/create.js';
import { withdrawExporter } from './thread/exporter-address.js';
import { ThreadChannel } from './thread/thread-channel.js';

/** Rings take at most this part of the memory bound. */
const RING_PART = 1 / 4;

/** The channel of this thread. Without a spool nothing is started before there are records. */
export function createExportChannel(config: ExportConfig): OwnedExportChannel {
  if (config.mode === 'inline') {
    withdrawExporter();
    return createInlineChannel(config);
  }
  const largest = config.maxMemoryBytes * RING_PART;
  const ringBytes = Math.min(config.ringBytes, largest);
  const threadRingBytes = Math.min(config.threadRingBytes, largest);
  return new ThreadChannel({ ...config, ringBytes, threadRingBytes });
}
