let lastMillis = Number.NaN;
let lastText = '';
let lastSecond = Number.NaN;
let secondText = '';

/** What `Date` can express, in milliseconds from the epoch (ECMAScript, Time Values). */
const MAX_MILLIS = 8.64e15;

/** ISO 8601 in UTC with milliseconds; the epoch for what is no time. Lines of one second share all but 3 digits. */
export function timestampText(unixMillis: number): string {
  if (unixMillis === lastMillis) return lastText;
  const millis = Math.abs(unixMillis) <= MAX_MILLIS ? Math.floor(unixMillis) : 0;
  const second = Math.floor(millis / 1000);
  if (second !== lastSecond) {
    secondText = new Date(second * 1000).toISOString().slice(0, -4);
    lastSecond = second;
  }
  const rest = millis - second * 1000;
  lastText = `${secondText}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`;
  lastMillis = unixMillis;
  return lastText;
}
