import { lineFormatOf } from '../line/known-format.js';
import type { LineFormat } from '../line/line-format.js';
import { additionOf } from '../line/stock/addition.js';
import { readActiveContext } from '../record/active-context.js';
import { isAwaited, wantedBelow } from '../record/below-level.js';
import { type Format, type Info, LEVEL, SPLAT } from '../record/info.js';
import { emitLog, hasLogSink } from '../record/sink.js';
import { consoleExit } from './console-exit.js';
import { holdInfo } from './held-info.js';
import type { CapturedLogger } from './logger.js';

/** With nothing done, either the way was closed, or the info was not one for it. */
type Outcome = 'done' | 'closed' | 'unsuitable';

let lastFormat: Format | undefined;
let lastKnown: LineFormat | undefined;

/** Consecutive lines mostly come from one logger. */
function knownFormat(format: Format): LineFormat | undefined {
  if (format !== lastFormat) {
    lastKnown = lineFormatOf(format);
    lastFormat = format;
  }
  return lastKnown?.isKnown() ? lastKnown : undefined;
}

/**
 * The short way of a logger's lines: from the info to the line and the record without running the logger's format, and
 * to the console past winston's streams. All that it takes is asked again for each line.
 * @param hasSink whether a record is to be emitted
 */
export function writeDirect(logger: CapturedLogger, info: Info, hasSink = hasLogSink()): Outcome {
  const exit = consoleExit(logger);
  const format = knownFormat(logger.format);
  if (format === undefined || !exit.isOpen()) return 'closed';
  const level = info[LEVEL] ?? info.level;
  if (typeof level !== 'string') return 'unsuitable';
  const verdict = exit.verdict(level);
  const below = verdict === 'drop' ? wantedBelow(level, logger.levels) : undefined;
  // winston runs the format of what nobody takes, too.
  if (verdict === 'drop' && below === undefined) return isSilent(format, info) ? 'done' : 'unsuitable';
  if (below !== undefined && isAwaited(below))
    return holdInfo(logger, format, info, level, below) ? 'done' : 'unsuitable';
  const stream = verdict === 'ask winston' ? undefined : exit.stream(level);
  if (stream === undefined) return 'closed';
  const { levels } = logger;
  let line: string;
  try {
    // Transports leave out what is marked as an uncaught exception, unless they were told to take it.
    if (Object.getPrototypeOf(info) !== Object.prototype || info.exception === true) return 'unsuitable';
    const active = readActiveContext();
    const rendered = format.render(info, level, { levels, active, hasSink });
    if (rendered === undefined) return 'unsuitable';
    if (!info[LEVEL]) info[LEVEL] = level;
    // What winston made of a call's arguments is nobody else's; what the app wrote may be looked at afterwards. With
    // fields to be added, formats get a copy of it.
    if (info[SPLAT] === undefined && (format.isStructured || additionOf(active, level, levels).isEmpty))
      format.finish(info, rendered);
    if (rendered.record !== undefined) emitLog(rendered.record);
    line = rendered.line;
  } catch {
    return 'unsuitable';
  }
  exit.write(stream, line);
  return 'done';
}

function isSilent(format: LineFormat, info: Info): boolean {
  try {
    return format.isSilent(info);
  } catch {
    return false;
  }
}
