import type { ExportConfig } from '../config-types.js';
import type { Counters } from '../counters.js';
import type { InlineChannel } from './inline-channel.js';

/** Loads the engine, which would cost start-up 30 ms where it runs in a thread of its own. */
export function createInlineChannel(config: ExportConfig, counters?: Counters): InlineChannel {
  const { InlineChannel } = require('./inline-channel.js') as typeof import('./inline-channel.js');
  return new InlineChannel(config, counters);
}
