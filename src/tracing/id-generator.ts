import type { IdGenerator } from '@opentelemetry/sdk-trace';
import { randomSpanId, randomTraceId } from '../core/random-ids.js';

/** Makes IDs as {@link randomTraceId} does, and takes a prepared trace ID for the next root span. */
export class BridgeIdGenerator implements IdGenerator {
  #next: string | undefined;

  /** The trace ID that the next {@link generateTraceId} gives; undefined: a random one. */
  prepare(traceId: string | undefined): void {
    this.#next = traceId;
  }

  generateTraceId(): string {
    const prepared = this.#next;
    if (prepared === undefined) return randomTraceId();
    this.#next = undefined;
    return prepared;
  }

  generateSpanId(): string {
    return randomSpanId();
  }
}
