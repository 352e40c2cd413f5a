import { randomFillSync, randomUUID } from 'node:crypto';
import type { IdGenerator } from '@opentelemetry/sdk-trace';

const POOL_BYTES = 4096;
const SPAN_ID_BYTES = 8;

/**
 * Makes trace IDs that are version 4 UUIDs without hyphens, so that every trace ID reads back as a correlation ID,
 * and takes a prepared trace ID for the next root span.
 */
export class BridgeIdGenerator implements IdGenerator {
  readonly #pool = Buffer.allocUnsafeSlow(POOL_BYTES);
  #offset = POOL_BYTES;
  #next: string | undefined;

  /** The trace ID that the next {@link generateTraceId} gives; undefined: a random one. */
  prepare(traceId: string | undefined): void {
    this.#next = traceId;
  }

  generateTraceId(): string {
    const prepared = this.#next;
    if (prepared !== undefined) {
      this.#next = undefined;
      return prepared;
    }
    return randomUUID().replaceAll('-', '');
  }

  generateSpanId(): string {
    for (;;) {
      if (this.#offset >= POOL_BYTES) {
        randomFillSync(this.#pool);
        this.#offset = 0;
      }
      const id = this.#pool.toString('hex', this.#offset, this.#offset + SPAN_ID_BYTES);
      this.#offset += SPAN_ID_BYTES;
      if (id !== '0000000000000000') return id;
    }
  }
}
