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
    const origin = origins.get(info);
    if (origin?.thrown !== undefined || typeof info.message !== 'string') return false;
    const splat: unknown = info[SPLAT];
    if (splat !== undefined && !isRepeated(splat, info)) return false;
    const copy = { ...info };
    const bytes = bytesOfScalars(copy);
    if (bytes === undefined) return false;
    copy[LEVEL] = level;
    if (splat !== undefined) copy[SPLAT] = [copy];
    if (origin !== undefined) origins.set(copy, origin);
    new HeldInfo(logger, format, level, copy, active, bytes).begin();
    return true;
  } catch {
    // Such as a getter that throws: what becomes of it, winston's way tells.
    return false;
  }
}

/** Whether the arguments of a call say nothing that the info, which winston copied them to, doesn't. */
function isRepeated(splat: unknown, info: Info): boolean {
  if (!Array.isArray(splat) || splat.length !== 1) return false;
  const meta = (splat as unknown[])[0] as Info | null | undefined;
  if (typeof meta !== 'object' || meta === null || Object.getPrototypeOf(meta) !== Object.prototype)
    return false;
  if (meta[LEVEL] !== undefined || meta[MESSAGE] !== undefined || meta[SPLAT] !== undefined) return false;
  for (const name in meta) if (meta[name] !== info[name]) return false;
  return !(info.message as string).includes('%');
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
