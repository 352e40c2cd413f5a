interface Moment {
  readonly timeUnixMillis: number;
}

/** What came a second between two moments; a restart of the app, which begins at zero again, counts as none. */
export function perSecond(before: Moment, after: Moment, growth: number): number {
  const seconds = (after.timeUnixMillis - before.timeUnixMillis) / 1_000;
  return seconds > 0 ? Math.max(0, growth / seconds) : 0;
}
