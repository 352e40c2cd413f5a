import { keepsAll } from '../config/keep-rules.js';
import type { ResolvedOptions } from '../config/options.js';

/** How much of the memory bound is for what waits for a verdict: at most half, and nothing where everything is kept. */
export function keepBytes({ keep, keepMaxBytes, maxMemoryBytes }: ResolvedOptions): number {
  return keepsAll(keep) ? 0 : Math.min(keepMaxBytes, maxMemoryBytes / 2);
}
