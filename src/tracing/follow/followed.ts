/** What lasts as long as a result that is still to come. */
export interface Followed {
  /** Runs a piece of it with its context active. */
  run<T>(piece: () => T): T;
  complete(): void;
  fail(thrown: unknown): void;
}

export type Method = (this: unknown, ...args: unknown[]) => unknown;
