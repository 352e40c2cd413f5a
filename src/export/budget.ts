/** A sign of life keeps the wait up for so long, or for as long as the boot took. Milliseconds. */
const GRACE_MILLIS = 1000;

/**
 * Node.js itself starts in 20 to 40 ms where the machine is not starved. Where it took so much that this many times of it
 * are more than a second, everything does.
 */
const STARTS = 10;

/**
 * Whoever waits looks each 50 ms. Where a look comes later than this, the process had no processor, was stopped, or ran
 * code of the app, and no answer could be seen meanwhile: what is more doesn't count. Milliseconds.
 */
const LATE_MILLIS = 100;

/** How long a flush may still take. */
export interface Budget {
  /** Milliseconds; 0 when the time is over. To be asked each 50 ms by who waits for something. */
  leftMillis(): number;
}

export function fixedBudget(millis: number): Budget {
  const end = performance.now() + millis;
  return { leftMillis: () => Math.max(0, end - performance.now()) };
}

/** No more of a budget than so many milliseconds. */
export function partOf(budget: Budget, millis: number): Budget {
  const part = fixedBudget(millis);
  return { leftMillis: () => Math.min(part.leftMillis(), budget.leftMillis()) };
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
  startMillis = process.getBuiltinModule('node:perf_hooks').performance.nodeTiming.bootstrapComplete,
): Budget {
  const called = performance.now();
  const starvedMillis = STARTS * startMillis > GRACE_MILLIS ? STARTS * startMillis : 0;
  let bootMillis = 0;
  let lostMillis = 0;
  let lookedAt = called;
  let seen = progress();
  let seenAt = 0;
  let over = false;
  return {
    leftMillis() {
      // What the closing of the account changes is no progress.
      if (over) return 0;
      const now = performance.now();
      lostMillis += Math.max(0, now - lookedAt - LATE_MILLIS);
      lookedAt = now;
      const counted = now - called - lostMillis;
      const current = progress();
      if (current === undefined) bootMillis = counted;
      if (current !== seen) {
        seen = current;
        seenAt = counted;
      }
      const slackMillis = Math.max(bootMillis, starvedMillis);
      const grown = Math.max(bootMillis + millis, seenAt + Math.max(GRACE_MILLIS, slackMillis));
      const end = Math.min(grown, bootMillis + boundMillis + slackMillis);
      const leftMillis = Math.min(end - counted, called + totalMillis - now);
      over = leftMillis <= 0;
      return Math.max(0, leftMillis);
    },
  };
}
