import { performance as ofNode } from 'node:perf_hooks';

/** A sign of life keeps the wait up for so long, or for as long as the boot took. Milliseconds. */
const GRACE_MILLIS = 1000;

/**
 * Node.js itself starts in 20 to 40 ms where the machine is not starved. Where it took so much that this many times of it
 * are more than a second, everything does.
 */
const STARTS = 10;

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
 * For the end of a process: a time that begins when the exporter thread has booted, and grows while the export makes
 * progress. A boot takes 0.1 s, but seconds on a starved machine, where a sign of life is waited for as long.
 * @param progress a number that changes with each progress; undefined while the exporter boots
 * @param boundMillis from the boot on, and once more what the boot took
 * @param totalMillis boot included
 * @param startMillis what Node.js took to start
 */
export function growingBudget(
  progress: () => number | undefined,
  millis: number,
  boundMillis: number,
  totalMillis: number,
  startMillis = ofNode.nodeTiming.bootstrapComplete,
): Budget {
  const called = performance.now();
  const starvedMillis = STARTS * startMillis > GRACE_MILLIS ? STARTS * startMillis : 0;
  let begun = called;
  let seen = progress();
  let seenAt = called;
  let over = false;
  return {
    leftMillis() {
      // What the closing of the account changes is no progress.
      if (over) return 0;
      const now = performance.now();
      const current = progress();
      if (current === undefined) begun = now;
      if (current !== seen) {
        seen = current;
        seenAt = now;
      }
      const slackMillis = Math.max(begun - called, starvedMillis);
      const grown = Math.max(begun + millis, seenAt + Math.max(GRACE_MILLIS, slackMillis));
      const end = Math.min(grown, begun + boundMillis + slackMillis, called + totalMillis);
      over = end <= now;
      return Math.max(0, end - now);
    },
  };
}
