const seen = new Set<string>();

/** Lines that may differ endlessly must not make `seen` grow without end. */
const MAX_REMEMBERED = 1000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

let collected: string[] | undefined;

/** The warnings that `fn` would write, instead of writing them; also those that were written before. */
export function collectWarnings(fn: () => void): string[] {
  const warnings: string[] = [];
  collected = warnings;
  try {
    fn();
  } finally {
    collected = undefined;
  }
  return [...new Set(warnings)];
}

/** A warning as it is written: one line `[tracebridge] …`. Control characters become spaces. */
export function warningLine(text: string): string {
  return `[tracebridge] ${text.replace(CONTROL, ' ')}\n`;
}

/** Writes a {@link warningLine} on stderr; never throws. */
export function warn(text: string): void {
  if (collected !== undefined) {
    collected.push(text.replace(CONTROL, ' '));
    return;
  }
  try {
    process.stderr.write(warningLine(text));
  } catch {
    // stderr is closed: there is nobody left to tell.
  }
}

/** As {@link warn}, once per process for each text. */
export function warnOnce(text: string): void {
  if (seen.has(text) && collected === undefined) return;
  if (seen.size < MAX_REMEMBERED && collected === undefined) seen.add(text);
  warn(text);
}
