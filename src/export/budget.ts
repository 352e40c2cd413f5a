/** A sign of life keeps the wait up for so long. Milliseconds. */
const GRACE_MILLIS = 1000;

/** How long a flush may still take. */
export interface Budget {
  /** Milliseconds; 0 when the time is over. */
  leftMillis(): number;
}

export function fixedBudget(millis: number): Budget {
  const end = performance.now() + millis;
  return { leftMillis: () => Math.max(0, end - performance.now()) };
}

/**
 * For the end of a process: a time that grows while the export makes progress, up to a bound. On a starved machine the
 * exporter thread alone may take longer to boot than the whole time.
 * @param progress a number that changes with each progress
 */
export function growingBudget(progress: () => number, millis: number, boundMillis: number): Budget {
  const begun = performance.now();
  let seen = progress();
  let seenAt = begun;
  let over = false;
  return {
    leftMillis() {
      // What the closing of the account changes is no progress.
      if (over) return 0;
      const now = performance.now();
      const current = progress();
      if (current !== seen) {
        seen = current;
        seenAt = now;
      }
      const end = Math.min(Math.max(begun + millis, seenAt + GRACE_MILLIS), begun + boundMillis);
      over = end <= now;
      return Math.max(0, end - now);
    },
  };
}
