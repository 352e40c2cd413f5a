import type { Batch } from '../../src/export/batch.js';

/** A batch of one log record. */
export function batchOf(fields: Partial<Batch> = {}): Batch {
  return {
    signal: 'logs',
    body: Buffer.from('body'),
    compressed: false,
    items: 1,
    sequence: 0,
    sealedAt: performance.now(),
    origin: undefined,
    split: undefined,
    failures: 0,
    ...fields,
  };
}
