/** Lets a kind of message through at once, then at most once in each interval. */
export class Throttle {
  readonly #last = new Map<string, number>();

  constructor(readonly intervalMillis: number) {}

  allows(kind: string): boolean {
    const now = performance.now();
    const last = this.#last.get(kind);
    if (last !== undefined && now - last < this.intervalMillis) return false;
    this.#last.set(kind, now);
    return true;
  }
}
