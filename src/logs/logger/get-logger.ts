import { createLogger, type Logger, transports } from 'winston';
import { getValues } from '../../config/values.js';
import { structuredJson } from '../line/structured-json.js';
import { ERROR, type Info, LEVEL, LOGGER_NAME, SPLAT } from '../record/info.js';
import { hasLogSink } from '../record/sink.js';
import type { ConsoleTransport } from '../winston/console-transport.js';
import { allLoggerClasses } from '../winston/loaded-loggers.js';
import { captureLogger } from '../winston/logger-class.js';
import type { BridgeLogger, LogFields } from './bridge-logger.js';
import { getLoggingSettings } from './settings.js';
import { Shortcut } from './shortcut.js';

const LEVELS = { error: 0, warning: 1, info: 2, debug: 3 } as const;
type Level = keyof typeof LEVELS;

let root: Logger | undefined;
let shortcut: Shortcut | undefined;
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
    const transport = new transports.Console();
    root = createLogger({
      level: getLoggingSettings().level,
      levels: LEVELS,
      format: structuredJson(),
      transports: [transport],
    });
    shortcut = new Shortcut(root, transport as unknown as ConsoleTransport);
  }
  return root;
}

/** Sets the level of {@link getLogger}'s loggers, now and for those to come. */
export function applyLevel(level: Level): void {
  if (root !== undefined) root.level = level;
}

interface Origin {
  readonly name: string;
  readonly fields?: LogFields;
}

function derive(parent: Logger, origin: Origin): BridgeLogger {
  const log = (level: Level) =>
    function (this: BridgeLogger, message: unknown, fields?: LogFields | Error): BridgeLogger {
      const isDirect = origin.fields === undefined && shortcut?.isOpen() === true;
      if (isDirect && !(LEVELS[level] <= LEVELS[parent.level as Level])) return this;
      if (isDirect && shortcut?.writeCall(level, origin.name, message, fields)) return this;
      if (parent.isLevelEnabled(level)) write(parent, infoOf(level, message, fields, origin));
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
      if (parent.isLevelEnabled('error')) {
        const info = infoOf('error', message, fields, origin);
        info[ERROR] = thrown;
        write(parent, info);
      }
      return this;
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
      derive(parent, { name: origin.name, fields: ownFields(origin.fields, fields) }),
  } satisfies Partial<BridgeLogger>);
}

function write(logger: Logger, info: Info): void {
  if (!(shortcut?.isOpen() && shortcut.writeInfo(info))) logger.write(info);
}

function infoOf(level: Level, message: unknown, given: LogFields | Error | undefined, origin: Origin): Info {
  const info: Info = {};
  const fields = askable(given);
  if (origin.fields !== undefined) Object.assign(info, origin.fields);
  if (fields instanceof Error) info[ERROR] = fields;
  else if (fields !== undefined && fields !== null) assignFields(info, fields);
  if ('level' in info) keepAs(info, 'level');
  if ('message' in info) keepAs(info, 'message');
  info.level = level;
  info.message = message;
  info[LEVEL] = level;
  info[LOGGER_NAME] = origin.name;
  // winston's `format.splat` and formats built on it look for the call's arguments here.
  if (fields !== undefined) info[SPLAT] = [fields];
  return info;
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
  info[`field_${name}`] = info[name];
}

/** As `Object.assign`; fields that can't be read, such as a throwing getter, are rendered as far as they can be. */
function assignFields(info: Info, fields: LogFields): void {
  try {
    Object.assign(info, fields);
  } catch {
    Object.assign(info, getValues().normalizer.toFields(fields));
  }
}
