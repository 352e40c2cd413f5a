const UNIT_MILLIS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

/** "100ms", "1.5s", "2m" in milliseconds; a number alone is milliseconds. NaN when it is none of them. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([a-zµ]*)$/.exec(text.trim().toLowerCase());
  if (match === null) return Number.NaN;
  return Number(match[1]) * (match[2] === '' ? 1 : (UNIT_MILLIS[match[2]!] ?? Number.NaN));
}

/**
 * A moment in milliseconds since the Unix epoch: "5m" ago, "14:03:07.120" of today (local time), or an ISO 8601 date.
 * NaN when it is none of them.
 */
export function parseMoment(text: string, now: number): number {
  const ago = parseDuration(text);
  if (/[a-z]$/i.test(text) && !Number.isNaN(ago)) return now - ago;
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/.exec(text);
  if (clock === null) return Date.parse(text);
  const [, hours, minutes, seconds = '0', fraction = '0'] = clock;
  return new Date(now).setHours(
    Number(hours),
    Number(minutes),
    Number(seconds),
    Number(fraction.padEnd(3, '0')),
  );
}

/** Lowest severity number of a level's name (Logs data model); undefined for another text. */
export function severityOf(level: string): number | undefined {
  const names = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
  const index = names.findIndex((name) => level.toLowerCase().startsWith(name));
  return index === -1 ? undefined : index * 4 + 1;
}
