/** Milliseconds with two decimals, as `duration_ms` has in all log lines. */
export function roundedMillis(millis: number): number {
  return Math.round(millis * 100) / 100;
}
