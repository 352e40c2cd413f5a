import { loadBundle } from '../../core/compiled-bundle.js';
import type { ExportConfig } from '../config-types.js';
import type { Counters } from '../counters.js';
import type { InlineChannel } from './inline-channel.js';

/** Loads the engine, which would cost start-up 30 ms where it runs in a thread of its own. */
export function createInlineChannel(config: ExportConfig, counters?: Counters): InlineChannel {
  loadBundle('inline');
  const { InlineChannel } = require('./inline-channel.js') as typeof import('./inline-channel.js');
  return new InlineChannel(config, counters);
}

/** What a channel was told before this one came in its place. */
interface Announced {
  readonly resource: Uint8Array | undefined;
  readonly scopes: readonly Uint8Array[];
}

/** In the place of another channel: with its account, and what it was told of. */
export function createInlineInstead(
  config: ExportConfig,
  counters: Counters,
  { resource, scopes }: Announced,
): InlineChannel {
  const inline = createInlineChannel(config, counters);
  if (resource) inline.setResource(resource);
  for (const scope of scopes) inline.defineScope(scope);
  return inline;
}
