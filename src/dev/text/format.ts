/** A duration for people: "850 µs", "12.4 ms", "3.20 s", "2 m 05 s", "1 h 05 m", "2 d 03 h". As in the terminal view. */
export function formatMillis(millis: number): string {
  if (millis < 0) return `−${formatMillis(-millis)}`;
  if (millis < 0.9995) return `${Math.round(millis * 1_000)} µs`;
  if (millis < 999.95) return `${millis.toFixed(1)} ms`;
  if (millis < 59_995) return `${(millis / 1_000).toFixed(2)} s`;
  const seconds = Math.round(millis / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${pad(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} m`;
  const hours = Math.round(minutes / 60);
  return `${formatCount(Math.floor(hours / 24))} d ${pad(hours % 24)} h`;
}

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** Local time of day; of another day its date too: "11-24 14:03:07". */
export function formatMoment(unixMillis: number, now = Date.now()): string {
  const date = new Date(unixMillis);
  const time = formatTime(unixMillis);
  if (time === '–' || date.toDateString() === new Date(now).toDateString()) return time;
  return `${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${time.slice(0, 8)}`;
}

/** Local time of day with milliseconds: "14:03:07.120". */
export function formatTime(unixMillis: number): string {
  const date = new Date(unixMillis);
  if (Number.isNaN(date.getTime())) return '–';
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A value on one line. */
export function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export type Level = 'debug' | 'info' | 'warning' | 'error';

/** Logs data model, "Displaying Severity". */
export function levelOf(severity: number): Level {
  if (severity >= 17) return 'error';
  if (severity >= 13) return 'warning';
  return severity >= 9 ? 'info' : 'debug';
}

/** UCUM units as OpenTelemetry's conventions use them. */
export function formatUnit(value: number, unit: string): string {
  if (unit === 's') return formatMillis(value * 1_000);
  if (unit === 'ms') return formatMillis(value);
  if (unit === 'By') {
    const power = Math.min(Math.max(Math.floor(Math.log2(Math.abs(value)) / 10), 0), 3);
    return `${(value / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${['B', 'KiB', 'MiB', 'GiB'][power]}`;
  }
  if (unit === '1' && !Number.isInteger(value)) return value.toFixed(3);
  return Number.isInteger(value) ? formatCount(value) : value.toPrecision(4);
}
