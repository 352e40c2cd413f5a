import type { Logger } from 'winston';
import { getLinePreset } from '../line/presets/current.js';
import { renderLine } from '../line/structured-line.js';
import { readActiveContext } from '../record/active-context.js';
import type { Info } from '../record/info.js';
import type { CapturedLog } from '../record/log-record.js';
import { recordOfCall, toRecord } from '../record/record.js';
import { emitLog, hasLogSink } from '../record/sink.js';
import { type ConsoleTransport, isOnly, isPlainConsole, streamOf } from '../winston/console-transport.js';
import { isIdle, type StreamStates } from '../winston/hand-over.js';
import { interceptionOf, type LoggerClass } from '../winston/logger-class.js';

// Exported as `winston.Logger` since 3.4 only.
const LOGGER_CLASS = require('winston/lib/winston/logger.js') as LoggerClass;

/**
 * Writes lines of a logger to the console at once. winston takes each through two streams and schedules two callbacks
 * for it, which costs more than making the line. That way is needed when somebody is there to notice: another
 * transport, format or listener, a transport that was changed, a method that was patched. {@link isOpen} is asked for
 * each line, so that what the app adds later holds from the next line on.
 */
export class Shortcut {
  readonly #logger: Logger;
  readonly #stream: StreamStates;
  readonly #console: ConsoleTransport;
  readonly #untouched: Pick<ConsoleTransport, 'log' | 'write' | 'stderrLevels' | 'consoleWarnLevels'>;
  readonly #format: unknown;
  readonly #levels: object;

  constructor(logger: Logger, transport: ConsoleTransport) {
    const { log, write, stderrLevels, consoleWarnLevels } = transport;
    this.#logger = logger;
    this.#stream = logger as unknown as StreamStates;
    this.#console = transport;
    this.#untouched = { log, write, stderrLevels, consoleWarnLevels };
    this.#format = logger.format;
    this.#levels = logger.levels;
  }

  /** Whether winston's way would have no other effect than the line. */
  isOpen(): boolean {
    const logger = this.#logger;
    return (
      logger.format === this.#format &&
      logger.levels === this.#levels &&
      !logger.silent &&
      isIdle(this.#stream) &&
      isOnly(this.#stream._readableState?.pipes, this.#console) &&
      logger.listenerCount('data') === 1 &&
      interceptionOf(LOGGER_CLASS) !== 'foreign' &&
      this.#isPlain()
    );
  }

  /**
   * Writes the line of a call, and hands its record to the sinks as capturing would.
   * @returns false, with nothing done, when the call needs an info: winston's way knows what to do then
   */
  writeCall(level: string, name: string, message: unknown, fields: unknown): boolean {
    let record: CapturedLog;
    try {
      if (!isPlainCall(fields)) return false;
      record = recordOfCall(level, name, message, fields ?? undefined, readActiveContext());
    } catch {
      return false;
    }
    return this.#write(record);
  }

  /** As {@link writeCall}, of an info. */
  writeInfo(info: Info): boolean {
    let record: CapturedLog;
    try {
      record = toRecord(info, readActiveContext());
    } catch {
      return false;
    }
    return this.#write(record);
  }

  #write(record: CapturedLog): boolean {
    const stream = streamOf(this.#console, '');
    if (stream === undefined) return false;
    if (hasLogSink() && interceptionOf(LOGGER_CLASS) === 'own') emitLog(record);
    stream.write(renderLine(record, getLinePreset()) + this.#console.eol);
    return true;
  }

  #isPlain(): boolean {
    const transport = this.#console;
    const untouched = this.#untouched;
    return (
      isPlainConsole(transport) &&
      transport.level === undefined &&
      transport.log === untouched.log &&
      transport.write === untouched.write &&
      transport.stderrLevels === untouched.stderrLevels &&
      transport.consoleWarnLevels === untouched.consoleWarnLevels
    );
  }
}

/** Whether fields need no more than to be read: no Error, and no name that winston's infos have a meaning for. */
function isPlainCall(fields: unknown): fields is Record<string, unknown> | undefined | null {
  if (fields === undefined || fields === null) return true;
  return (
    typeof fields === 'object' && !(fields instanceof Error) && !('level' in fields) && !('message' in fields)
  );
}
