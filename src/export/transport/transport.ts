import type { Batch } from '../batch.js';
import type { Outcome } from './outcome.js';

/** Sends one batch, once. Never rejects. */
export interface Transport {
  send(batch: Batch): Promise<Outcome>;
  /** Ends connections, and requests under way. */
  close(): void;
}
