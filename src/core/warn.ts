import { writeStderr } from './stderr.js';

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

/** Writes one line `[tracebridge] …` on stderr; control characters become spaces. Never throws. */
export function warn(text: string): void {
  const line = text.replace(CONTROL, ' ');
  if (collected !== undefined) collected.push(line);
  else writeStderr(`[tracebridge] ${line}\n`);
}

/** As {@link warn}, once per process for each text. */
export function warnOnce(text: string): void {
  if (seen.has(text) && collected === undefined) return;
  if (seen.size < MAX_REMEMBERED && collected === undefined) seen.add(text);
  warn(text);
}
