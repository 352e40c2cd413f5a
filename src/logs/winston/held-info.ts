import { now } from '../../core/clock.js';
import type { LineFormat } from '../line/line-format.js';
import type { ActiveContext } from '../record/active-context.js';
import { bytesOfScalar, HeldEntry } from '../record/held-entry.js';
import { type Info, LEVEL, MESSAGE, origins, SPLAT } from '../record/info.js';
import { emitLog, hasLogSink } from '../record/sink.js';
import { formatAt } from './capture.js';
import { consoleExit } from './console-exit.js';
import type { CapturedLogger } from './logger.js';

/**
 * Holds an info of a logger whose format is known: the line is made when it is kept, of the values as they are now.
 * @returns false, with nothing done, for an info whose values may change
 */
export function holdInfo(
  logger: CapturedLogger,
  format: LineFormat,
  info: Info,
  level: string,
  active: ActiveContext,
): boolean {
  try {
    if (!format.isTimed || Object.getPrototypeOf(info) !== Object.prototype || info.exception === true)
      return false;
    // `format.splat` has a meaning for it, and may throw.
    if ('splat' in info) return false;
    const origin = origins.get(info);
    if (origin?.thrown !== undefined || typeof info.message !== 'string') return false;
    const splat: unknown = info[SPLAT];
    if (splat !== undefined && !isRepeated(splat, info.message)) return false;
    const bytes = bytesOfInfo(info);
    if (bytes === undefined) return false;
    // What winston made of a call's arguments is nobody else's.
    const own = splat === undefined ? { ...info } : info;
    own[LEVEL] = level;
    if (splat !== undefined) own[SPLAT] = [{ ...(splat as [Info])[0] }];
    if (origin !== undefined) origins.set(own, origin);
    new HeldInfo(logger, format, level, own, active, bytes).begin();
    return true;
  } catch {
    // Such as a getter that throws: what becomes of it, winston's way tells.
    return false;
  }
}

/**
 * About how much memory the values of an info take.
 * @returns undefined for one whose values may change, or whose message a copy would not have
 */
function bytesOfInfo(info: Info): number | undefined {
  let bytes = 0;
  let hasMessage = false;
  for (const name in info) {
    const size = bytesOfScalar(info[name]);
    if (size === undefined) return undefined;
    bytes += size;
    if (name === 'message') hasMessage = true;
  }
  return hasMessage ? bytes : undefined;
}

/** Whether the arguments of a call are fields alone, which winston has copied to the info. */
function isRepeated(splat: unknown, message: string): boolean {
  if (!Array.isArray(splat) || splat.length !== 1 || message.includes('%')) return false;
  const meta = (splat as unknown[])[0] as Info | null | undefined;
  return (
    typeof meta === 'object' &&
    meta !== null &&
    Object.getPrototypeOf(meta) === Object.prototype &&
    // `format.splat` would put these over the info's.
    !('message' in meta || 'level' in meta || LEVEL in meta || MESSAGE in meta || SPLAT in meta)
  );
}

class HeldInfo extends HeldEntry {
  readonly time = now();

  constructor(
    readonly logger: CapturedLogger,
    readonly format: LineFormat,
    readonly level: string,
    readonly info: Info,
    active: ActiveContext,
    bytes: number,
  ) {
    super(active, bytes);
  }

  protected write(): void {
    const { logger, format, level, info, active, time } = this;
    const surroundings = { levels: logger.levels, active, hasSink: hasLogSink(), time };
    const made = format.render(info, level, surroundings) ?? formatAt(logger, format, info, active, time);
    if (made === undefined) return;
    if (made.record !== undefined) emitLog(made.record);
    consoleExit(logger).writeLine(level, made.line);
  }
}
