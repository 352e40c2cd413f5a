/** Flushes that wait: each until all records accepted before it are settled. */
export class Flushes {
  readonly #waiting = new Set<{ sequence: number; remaining: number; done: () => void }>();

  get pending(): boolean {
    return this.#waiting.size > 0;
  }

  /**
   * @param sequence of the last batch that counts
   * @param remaining records in batches up to it that are not settled
   */
  add(sequence: number, remaining: number, done: () => void): void {
    if (remaining === 0) done();
    else this.#waiting.add({ sequence, remaining, done });
  }

  settled(sequence: number, items: number): void {
    for (const flush of this.#waiting) {
      if (sequence > flush.sequence) continue;
      flush.remaining -= items;
      if (flush.remaining > 0) continue;
      this.#waiting.delete(flush);
      flush.done();
    }
  }
}
