import { type Info, LEVEL } from '../record/info.js';
import { type CapturedLogger, isIdle } from './logger.js';

/**
 * Does what a formatted info's way through the logger's stream ends in: the transports, and whoever listens to the
 * stream, get it. While nothing waits in the stream, nobody paused it and a level is known, the rest of that way only
 * costs time, half a microsecond a line. Back-pressure stays: a transport that is full pauses the stream itself.
 * @returns false, with nothing done, when the outcome has to go through the stream
 */
export function handOver(logger: CapturedLogger, outcome: unknown): boolean {
  if (typeof outcome !== 'object' || outcome === null || !isIdle(logger) || logger.silent) return false;
  const info = outcome as Info;
  if (logger.levels[info[LEVEL] as string] === undefined) return false;
  logger.emit('data', info);
  return true;
}
