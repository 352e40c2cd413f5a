import { writeSync } from 'node:fs';
import { warningLine } from '../../core/warn.js';

/**
 * A warning on stderr, past the streams: those of a worker thread go through the main thread, which may be blocked or
 * ending. Never throws.
 */
export function writeWarning(text: string): void {
  try {
    writeSync(2, warningLine(text));
  } catch {
    // stderr is closed, or a full pipe: there is nobody to tell.
  }
}
