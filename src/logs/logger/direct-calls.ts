import type { HrTime } from '@opentelemetry/api';
import type { Logger } from 'winston';
import { getValues } from '../../config/values.js';
import { now } from '../../core/clock.js';
import { isPlainObject } from '../../core/plain.js';
import { getLinePreset } from '../line/presets/current.js';
import { renderLine } from '../line/structured-line.js';
import { type ActiveContext, readActiveContext } from '../record/active-context.js';
import { isAwaited, wantedBelow } from '../record/below-level.js';
import { bytesOfScalars, HeldEntry, HeldLine } from '../record/held-entry.js';
import { thrownOfFields } from '../record/info.js';
import { NAMED, skippedNames } from '../record/info-record.js';
import { recordOf } from '../record/log-call.js';
import type { CapturedLog } from '../record/log-record.js';
import { emitLog, hasLogSink } from '../record/sink.js';
import { type ConsoleExit, consoleExit } from '../winston/console-exit.js';
import { ownLoggerClass } from '../winston/loaded-loggers.js';
import type { CapturedLogger } from '../winston/logger.js';
import { interceptionOf, type LoggerClass } from '../winston/logger-class.js';
import { LEVELS, type Level } from './levels.js';

export const LOGGER_CLASS = ownLoggerClass() as LoggerClass;

/**
 * Writes calls of the root logger as `winston/direct-path` writes infos, without making an info first. That takes the
 * root's own format.
 */
export class DirectCalls {
  readonly #root: CapturedLogger;
  readonly #exit: ConsoleExit;
  readonly #format: object;
  readonly #transform: unknown;

  constructor(logger: Logger) {
    this.#root = logger as unknown as CapturedLogger;
    this.#exit = consoleExit(this.#root);
    this.#format = this.#root.format;
    this.#transform = this.#root.format.transform;
  }

  /** @returns false, with nothing done, when the call needs an info: winston's way knows what to do then */
  write(level: Level, name: string, message: unknown, fields: unknown): boolean {
    const { format } = this.#root;
    if (format !== this.#format || format.transform !== this.#transform || !this.#exit.isOpen()) return false;
    const verdict = this.#exit.verdict(level);
    const below = verdict === 'drop' ? wantedBelow(level, LEVELS) : undefined;
    if (verdict === 'drop' && below === undefined) return true;
    if (verdict === 'ask winston') return false;
    // Of a line below the level it is asked for when that is written.
    const stream = below === undefined ? this.#exit.stream(level) : undefined;
    if (below === undefined && stream === undefined) return false;
    const interception = interceptionOf(this.#root, LOGGER_CLASS);
    if (interception === 'foreign') return false;
    let record: CapturedLog;
    try {
      // An Error as the message brings its stack: that is for an info to tell.
      if (typeof message === 'object' || !isPlainCall(fields)) return false;
      if (below !== undefined && isAwaited(below)) return this.#hold(below, level, name, message, fields);
      record = recordOfCall(level, name, message, fields, below ?? readActiveContext());
    } catch {
      return false;
    }
    if (below === undefined) this.#send(record, interception, stream);
    else this.finish(record, level);
    return true;
  }

  /** To the sinks and the console, later than its call. */
  finish(record: CapturedLog, level: Level): void {
    this.#send(record, interceptionOf(this.#root, LOGGER_CLASS), this.#exit.stream(level));
  }

  #send(record: CapturedLog, interception: string, stream: NodeJS.WritableStream | undefined): void {
    if (interception === 'own' && hasLogSink()) emitLog(record);
    if (stream !== undefined) this.#exit.write(stream, renderLine(record, getLinePreset()));
  }

  /** What can't change is kept as it is until the verdict; everything else is read now. */
  #hold(active: ActiveContext, level: Level, name: string, message: unknown, fields: Fields): true {
    const held =
      typeof message === 'string' ? heldCall(this, active, level, name, message, fields) : undefined;
    if (held === undefined) {
      const record = recordOfCall(level, name, message, fields, active);
      new HeldLine(active, record, () => this.finish(record, level)).begin();
    } else held.begin();
    return true;
  }
}

type Fields = Record<string, unknown> | undefined | null;

/** A call that is made into a record when it is kept. */
class HeldCall extends HeldEntry {
  readonly time = now();

  constructor(
    readonly calls: DirectCalls,
    active: ActiveContext,
    readonly level: Level,
    readonly name: string,
    readonly message: string,
    readonly fields: Fields,
    bytes: number,
  ) {
    super(active, bytes);
  }

  protected write(): void {
    const { level, name, message, fields, active, time } = this;
    this.calls.finish(recordOfCall(level, name, message, fields, active, time), level);
  }
}

/** @returns undefined for a call whose values may change */
function heldCall(
  calls: DirectCalls,
  active: ActiveContext,
  level: Level,
  name: string,
  message: string,
  given: Fields,
): HeldCall | undefined {
  let fields: Fields;
  let bytes: number | undefined = 0;
  if (given !== undefined && given !== null) {
    if (Object.getPrototypeOf(given) !== Object.prototype) return undefined;
    fields = { ...given };
    bytes = bytesOfScalars(fields);
    if (bytes === undefined) return undefined;
  }
  return new HeldCall(calls, active, level, name, message, fields, bytes + 2 * message.length);
}

/** Whether fields need no more than to be read: no name that winston's infos have a meaning for. */
function isPlainCall(fields: unknown): fields is Fields {
  if (fields === undefined || fields === null) return true;
  return isPlainObject(fields) && !('level' in fields) && !('message' in fields);
}

function recordOfCall(
  level: Level,
  logger: string,
  message: unknown,
  given: Fields,
  active: ActiveContext,
  time?: HrTime,
): CapturedLog {
  const { normalizer } = getValues();
  const fields = given ?? undefined;
  const thrown = fields === undefined ? undefined : thrownOfFields(fields);
  const exception = thrown === undefined ? undefined : normalizer.toException(thrown.value);
  const skip = fields === undefined ? undefined : skippedNames(fields, thrown, exception, NAMED);
  const call = { level, levels: LEVELS, logger, message, exception, fields, skip };
  return recordOf(call, active, normalizer, time);
}
