import type { Batch } from '../batch.js';
import type { Outcome } from './outcome.js';

/** Sends one batch, once. Never rejects. */
export interface Transport {
  send(batch: Batch): Promise<Outcome>;
  /** Whether the collector may have taken what it has not answered yet: sent again, that would arrive twice. */
  readonly isAwaited: boolean;
  /** Ends connections, and requests under way. */
  close(): void;
}
