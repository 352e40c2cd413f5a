import { randomFillSync } from 'node:crypto';
import type { IdGenerator } from '@opentelemetry/sdk-trace';

const POOL_BYTES = 4096;
const SPAN_ID_BYTES = 8;
const TRACE_ID_BYTES = 16;

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
    return this.#uuid();
  }

  generateSpanId(): string {
    for (;;) {
      const at = this.#take(SPAN_ID_BYTES);
      const id = this.#pool.toString('hex', at, at + SPAN_ID_BYTES);
      if (id !== '0000000000000000') return id;
    }
  }

  /** RFC 9562, version 4, without hyphens; `randomUUID` takes three times as long to format and strip. */
  #uuid(): string {
    const pool = this.#pool;
    const at = this.#take(TRACE_ID_BYTES);
    pool[at + 6] = (pool[at + 6]! & 0x0f) | 0x40;
    pool[at + 8] = (pool[at + 8]! & 0x3f) | 0x80;
    return pool.toString('hex', at, at + TRACE_ID_BYTES);
  }

  /** Offset of random bytes that nobody had. */
  #take(bytes: number): number {
    if (this.#offset + bytes > POOL_BYTES) {
      randomFillSync(this.#pool);
      this.#offset = 0;
    }
    const at = this.#offset;
    this.#offset += bytes;
    return at;
  }
}
