/** What lasts as long as a result that is still to come. */
export interface Followed {
  /** Runs a piece of it with its context active. */
  run<T>(piece: () => T): T;
  complete(): void;
  fail(thrown: unknown): void;
}

export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** How `then` is there, by its description: reading it may start the work, or be answered by another process. */
export function thenOf(value: object): PropertyDescriptor | undefined {
  try {
    if (!('then' in value)) return undefined;
    for (let its: object | null = value; its !== null; its = Object.getPrototypeOf(its)) {
      const then = Object.getOwnPropertyDescriptor(its, 'then');
      if (then !== undefined)
        return typeof then.value === 'function' || then.get !== undefined ? then : undefined;
    }
  } catch {
    // A proxy that refuses.
  }
  return undefined;
}
