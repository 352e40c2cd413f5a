import { createLogger, type Logger, transports } from 'winston';
import { structuredJson } from '../line/structured-json.js';
import { wantedBelow } from '../record/below-level.js';
import { type Info, origins } from '../record/info.js';
import { hasLogSink } from '../record/sink.js';
import { learnConsole } from '../winston/console-transport.js';
import { writeDirect } from '../winston/direct-path.js';
import { allLoggerClasses, captureBundledLoggers } from '../winston/loaded-loggers.js';
import type { CapturedLogger } from '../winston/logger.js';
import { captureLogger, interceptionOf } from '../winston/logger-class.js';
import type { BridgeLogger, LogFields } from './bridge-logger.js';
import { infoOf, infoOfOwner, type Owner, ownFields } from './call-info.js';
import { DirectCalls, LOGGER_CLASS } from './direct-calls.js';
import { LEVELS, type Level } from './levels.js';
import { logLevel } from './settings.js';

captureBundledLoggers();

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
