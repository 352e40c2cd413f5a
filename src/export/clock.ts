/** Monotonic milliseconds: steps of the wall clock change no delay. */
export function monotonicMillis(): number {
  return performance.now();
}
