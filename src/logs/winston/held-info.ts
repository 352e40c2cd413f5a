import { now } from '../../core/clock.js';
import type { LineFormat } from '../line/line-format.js';
import type { ActiveContext } from '../record/active-context.js';
import { bytesOfScalars, HeldEntry } from '../record/held-entry.js';
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
    // A message that a copy would not have.
    if (!Object.prototype.propertyIsEnumerable.call(info, 'message')) return false;
    if (splat !== undefined && !isRepeated(splat, info.message)) return false;
    const bytes = bytesOfScalars(info);
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

/** Whether the arguments of a call are fields alone, which winston has copied to the info. */
function isRepeated(splat: unknown, message: string): boolean {
  if (!Array.isArray(splat) || splat.length !== 1 || message.includes('%')) return false;
  const meta = (splat as unknown[])[0] as Info | null | undefined;
  return (
    typeof meta === 'object' &&
    meta !== null &&
    Object.getPrototypeOf(meta) === Object.prototype &&
    // `format.splat` would put these over the info's.
    !Object.hasOwn(meta, 'message') &&
    !Object.hasOwn(meta, 'level') &&
    meta[LEVEL] === undefined &&
    meta[MESSAGE] === undefined &&
    meta[SPLAT] === undefined
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
