import { isMainThread } from 'node:worker_threads';
import type { ResolvedOptions } from '../config/options.js';
import { warnOnce } from '../core/warn.js';
import { setHoldLevel } from '../logs/record/below-level.js';

/** @param isKeeping whether there are units whose verdict lines can wait for */
export function holdLines({ holdLevel }: ResolvedOptions, isKeeping: boolean): void {
  setHoldLevel(holdLevel, !isKeeping);
  if (holdLevel !== undefined && !isKeeping && isMainThread)
    warnOnce(
      `TRACEBRIDGE_HOLD_LEVEL=${holdLevel}: these lines of all requests and jobs are written, since all of them are kept; set TRACEBRIDGE_KEEP, such as TRACEBRIDGE_KEEP=errors`,
    );
}
