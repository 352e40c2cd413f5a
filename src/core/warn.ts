const seen = new Set<string>();

/** Lines that may differ endlessly must not make `seen` grow without end. */
const MAX_REMEMBERED = 1000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

/** Writes one line `[tracebridge] …` on stderr. Control characters become spaces; never throws. */
export function warn(text: string): void {
  try {
    process.stderr.write(`[tracebridge] ${text.replace(CONTROL, ' ')}\n`);
  } catch {
    // stderr is closed: there is nobody left to tell.
  }
}

/** As {@link warn}, once per process for each text. */
export function warnOnce(text: string): void {
  if (seen.has(text)) return;
  if (seen.size < MAX_REMEMBERED) seen.add(text);
  warn(text);
}
