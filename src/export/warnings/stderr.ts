import { writeSync } from 'node:fs';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

/**
 * One line on stderr, past the streams: those of a worker thread go through the main thread, which may be blocked or
 * ending. Never throws.
 */
export function writeWarning(text: string): void {
  try {
    writeSync(2, `[tracebridge] ${text.replace(CONTROL, ' ')}\n`);
  } catch {
    // stderr is closed, or a full pipe: there is nobody to tell.
  }
}
