/**
 * Pause after the n-th failure in a row (from 1): doubles from `initialMillis` to `maxMillis`; a random part of up to
 * one half is taken off, so that processes that failed together don't come back together.
 */
export function backoffMillis(failures: number, initialMillis: number, maxMillis: number): number {
  const full = Math.min(maxMillis, initialMillis * 2 ** Math.min(failures - 1, 30));
  return full * (1 - Math.random() / 2);
}
