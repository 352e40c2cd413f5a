import type { HrTime } from '@opentelemetry/api';
import { createLogger, type Logger, transports } from 'winston';
import { getValues } from '../../config/values.js';
import { now } from '../../core/clock.js';
import { keptName, renamed } from '../../core/renamed.js';
import { getLinePreset } from '../line/presets/current.js';
import { structuredJson } from '../line/structured-json.js';
import { renderLine } from '../line/structured-line.js';
import { type ActiveContext, readActiveContext } from '../record/active-context.js';
import { isAwaited, wantedBelow } from '../record/below-level.js';
import { bytesOfScalars, HeldEntry, HeldLine } from '../record/held-entry.js';
import { type Info, LEVEL, origins, SPLAT, thrownOfFields } from '../record/info.js';
import { NAMED, skippedNames } from '../record/info-record.js';
import { recordOf } from '../record/log-call.js';
import type { CapturedLog } from '../record/log-record.js';
import { emitLog, hasLogSink } from '../record/sink.js';
import { type ConsoleExit, consoleExit } from '../winston/console-exit.js';
import { learnConsole } from '../winston/console-transport.js';
import { writeDirect } from '../winston/direct-path.js';
import { allLoggerClasses, captureBundledLoggers, ownLoggerClass } from '../winston/loaded-loggers.js';
import type { CapturedLogger } from '../winston/logger.js';
import { captureLogger, interceptionOf, type LoggerClass } from '../winston/logger-class.js';
import type { BridgeLogger, LogFields } from './bridge-logger.js';
import { logLevel } from './settings.js';

const LOGGER_CLASS = ownLoggerClass() as LoggerClass;
captureBundledLoggers();

/** `warn` is another name of `warning`, for those who ask winston for it. */
const LEVELS = { error: 0, warning: 1, warn: 1, info: 2, debug: 3 } as const;
type Level = Exclude<keyof typeof LEVELS, 'warn'>;

let root: Logger | undefined;
let direct: DirectCalls | undefined;
const named = new Map<string, BridgeLogger>();

/** Logger names come from code; an app that makes them up from data must not grow the map for ever. */
const MAX_REMEMBERED = 1000;

/**
 * The logger of a name; the same name gives the same logger. All of them write through one winston logger, whose
 * transport is the console: what is added, removed or configured on one holds for all.
 * @example
 * ```ts
 * import { getLogger } from 'tracebridge';
 *
 * const log = getLogger('orders');
 * log.info('Order placed', { order_id: 42 });
 * ```
 */
export function getLogger(name: string): BridgeLogger {
  const known = named.get(name);
  if (known !== undefined) return known;
  const logger = derive(getRootLogger(), { name });
  if (named.size < MAX_REMEMBERED) named.set(name, logger);
  return logger;
}

/** The winston logger under all of {@link getLogger}'s. */
export function getRootLogger(): Logger {
  if (root === undefined) {
    // Under jest no instrumentation sees that winston is loaded, and `resetModules` loads it again.
    if (hasLogSink()) for (const loggerClass of allLoggerClasses()) captureLogger(loggerClass);
    learnConsole(transports.Console);
    root = createLogger({
      level: logLevel(),
      levels: LEVELS,
      format: structuredJson(),
      transports: [lineTransport()],
    });
    direct = new DirectCalls(root);
  }
  return root;
}

/**
 * The console; but the one that jest gives test files makes five lines of each. It is known by writing to no stream.
 */
function lineTransport() {
  const { _stdout: stdout } = console as { _stdout?: Partial<NodeJS.WritableStream> };
  const isOfLines = stdout === undefined || typeof stdout.on === 'function';
  return isOfLines ? new transports.Console() : new transports.Stream({ stream: process.stdout });
}

/** Sets the level of {@link getLogger}'s loggers, now and for those to come. */
export function applyLevel(level: Level): void {
  if (root !== undefined) root.level = level;
}

interface Owner {
  readonly name: string;
  /** Of a child. */
  readonly fields?: LogFields;
}

/**
 * Writes calls of the root logger as `winston/direct-path` writes infos, without making an info first. That takes the
 * root's own format.
 */
class DirectCalls {
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

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
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

function derive(parent: Logger, owner: Owner): BridgeLogger {
  const log = (level: Level) =>
    function (this: BridgeLogger, message: unknown, fields?: LogFields | Error): BridgeLogger {
      if (owner.fields === undefined && direct?.write(level, owner.name, message, fields)) return this;
      if (isWanted(parent, level)) write(parent, infoOf(level, message, fields, owner));
      return this;
    };
  const logger = Object.create(parent) as BridgeLogger;
  const warning = log('warning');
  return Object.assign(logger, {
    debug: log('debug'),
    info: log('info'),
    warning,
    warn: warning,
    error: log('error'),
    exception(this: BridgeLogger, message: unknown, thrown: unknown, fields?: LogFields): BridgeLogger {
      if (isWanted(parent, 'error')) {
        const info = infoOf('error', message, fields, owner);
        origins.set(info, { logger: owner.name, thrown: { value: thrown } });
        write(parent, info);
      }
      return this;
    },
    // What winston's own methods make: `log`, `startTimer().done`, `profile`, and what the app writes itself.
    write(this: BridgeLogger, info: unknown, ...rest: unknown[]): boolean {
      const own = typeof info === 'object' && info !== null ? infoOfOwner(info as Info, owner) : info;
      return Reflect.apply(parent.write, parent, [own, ...rest]);
    },
    // A stream knows its source by identity: on the derived object, winston's own would leave the transport connected.
    remove(this: BridgeLogger, transport: Parameters<Logger['remove']>[0]): BridgeLogger {
      parent.remove(transport);
      return this;
    },
    clear(this: BridgeLogger): BridgeLogger {
      parent.clear();
      return this;
    },
    child: (fields: LogFields) =>
      derive(parent, { name: owner.name, fields: ownFields(owner.fields, fields) }),
  } satisfies Partial<BridgeLogger>);
}

function isWanted(logger: Logger, level: Level): boolean {
  return logger.isLevelEnabled(level) || wantedBelow(level, LEVELS) !== undefined;
}

function write(logger: Logger, info: Info): void {
  const root = logger as unknown as CapturedLogger;
  // Of a captured logger it is what `write` does first.
  const isAlone = interceptionOf(root, LOGGER_CLASS) === 'none';
  if (!isAlone || writeDirect(root, info, false) !== 'done') logger.write(info);
}

function infoOf(level: Level, message: unknown, given: LogFields | Error | undefined, owner: Owner): Info {
  const info: Info = {};
  const fields = askable(given);
  if (owner.fields !== undefined) assignFields(info, owner.fields);
  const thrown = fields instanceof Error ? { value: fields } : undefined;
  if (thrown === undefined && fields !== undefined && fields !== null) assignFields(info, fields);
  if (Object.hasOwn(info, 'level')) keepAs(info, 'level');
  if (Object.hasOwn(info, 'message')) keepAs(info, 'message');
  info.level = level;
  info.message = message;
  info[LEVEL] = level;
  origins.set(info, { logger: owner.name, thrown });
  // winston's `format.splat` and formats built on it look for the call's arguments here.
  if (fields !== undefined) info[SPLAT] = [fields];
  return info;
}

/** An info of winston's with the logger's name and fields, and its name of a level. */
function infoOfOwner(given: Info, owner: Owner): Info {
  const level = given[LEVEL] === 'warn' ? 'warning' : given[LEVEL];
  const isOwn = owner.fields === undefined && level === given[LEVEL];
  const isInfos = (name: string) => name === 'level' || name === 'message';
  const info: Info = isOwn ? given : { ...renamed(owner.fields ?? {}, isInfos), ...given };
  const thrown = given instanceof Error ? { value: given } : undefined;
  if (!isOwn) {
    if (thrown !== undefined) info.message = given.message;
    if (level !== undefined) info.level = info[LEVEL] = level;
  }
  origins.set(info, { logger: owner.name, thrown });
  return info;
}

/** What has no fields of its own, such as a number, a list, a Map or bytes, is one field itself. */
function fieldsOf(given: unknown): LogFields {
  const hasOwn =
    typeof given === 'object' &&
    !Array.isArray(given) &&
    !ArrayBuffer.isView(given) &&
    Object.keys(given as object).length > 0;
  return hasOwn || isPlainObject(given) ? (given as LogFields) : { fields: given };
}

/** What can't be asked for its prototype, such as a revoked Proxy, is rendered: others would throw on it. */
function askable<T>(value: T): T | LogFields {
  if (value === undefined || value === null) return value;
  try {
    Object.getPrototypeOf(value);
    return value;
  } catch {
    return getValues().normalizer.toFields({ fields: value }) ?? {};
  }
}

/** A child's fields: its parent's, and those that it was given as far as they can be read. */
function ownFields(inherited: LogFields | undefined, given: LogFields): LogFields {
  const fields: Info = { ...inherited };
  const own = askable(given);
  if (own !== undefined && own !== null) assignFields(fields, own);
  return fields;
}

function keepAs(info: Info, name: string): void {
  info[keptName(name, (kept) => Object.hasOwn(info, kept))] = info[name];
}

/** As `Object.assign`; fields that can't be read, such as a throwing getter, are rendered as far as they can be. */
function assignFields(info: Info, given: object): void {
  try {
    assignOwn(info, fieldsOf(given));
  } catch {
    assignOwn(info, getValues().normalizer.toFields(given) ?? {});
  }
}

/** A field of the name `__proto__` is one like any other: assigned, it would become what the info inherits from. */
function assignOwn(info: Info, fields: LogFields): void {
  if (!Object.hasOwn(fields, '__proto__')) {
    Object.assign(info, fields);
    return;
  }
  for (const [name, value] of Object.entries(fields))
    Object.defineProperty(info, name, { value, enumerable: true, writable: true, configurable: true });
}
