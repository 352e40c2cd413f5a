import { correlationKey } from './correlation.js';

/** Correlation ID → the traces that carry it. All spellings of an ID are one. */
export class CorrelationIndex {
  readonly #traceIds = new Map<string, Set<string>>();

  add(correlationId: string, traceId: string): void {
    const key = correlationKey(correlationId);
    this.#traceIds.set(key, (this.#traceIds.get(key) ?? new Set()).add(traceId));
  }

  remove(correlationId: string, traceId: string): void {
    const key = correlationKey(correlationId);
    const traceIds = this.#traceIds.get(key);
    traceIds?.delete(traceId);
    if (traceIds?.size === 0) this.#traceIds.delete(key);
  }

  /** In the order in which they came to carry it. */
  find(id: string): Iterable<string> {
    return this.#traceIds.get(correlationKey(id)) ?? [];
  }
}
