import { writeSync } from 'node:fs';
import { warningLine } from '../../core/warn.js';

/** Lines that a full pipe did not take. More are not kept: the latest say most. */
const MAX_WAITING = 16;
const waiting: string[] = [];

/**
 * A warning on stderr, past the streams: those of a worker thread go through the main thread, which may be blocked or
 * ending. What a full pipe does not take goes before the next one. Never throws.
 */
export function writeWarning(text: string): void {
  waiting.push(warningLine(text));
  if (waiting.length > MAX_WAITING) waiting.shift();
  try {
    for (let line = waiting[0]; line !== undefined; line = waiting[0]) {
      writeSync(2, line);
      waiting.shift();
    }
  } catch (error) {
    // stderr is closed: there is nobody to tell.
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') waiting.length = 0;
  }
}
