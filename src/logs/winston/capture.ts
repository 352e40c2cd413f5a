import { getValues } from '../../config/values.js';
import { structuredOf } from '../line/structured-json.js';
import { readActiveContext } from '../record/active-context.js';
import {
  type CapturedLogger,
  FORMATTED_BY,
  type Format,
  type Info,
  LEVEL,
  levelOfInfo,
  MESSAGE,
  RECORD,
} from '../record/info.js';
import { toRecord } from '../record/record.js';
import { emitLog, hasLogSink } from '../record/sink.js';
import { injectContext } from './inject.js';
import { stockInfo } from './stock-info.js';

/** Scope name of records whose logger has no name. */
const UNNAMED = 'winston';

/**
 * Takes what is written to a logger, while the context of the log call is the active one: adds the context's fields,
 * runs the logger's format, and exports the outcome. winston would run the format later, in whatever context drains
 * its stream, when a transport is slow.
 *
 * @param mayBePlain false: the info is known to be none that {@link stockInfo} takes
 * @returns the info for winston to hand to the transports; undefined when the format filtered it out
 */
export function capture(logger: CapturedLogger, info: Info, mayBePlain = true): Info | undefined {
  if (logger.silent || !isEnabled(logger, info)) return info;
  const active = readActiveContext();
  const original = info[LEVEL] === undefined ? { ...info, [LEVEL]: levelOfInfo(info) } : info;
  const stock = mayBePlain ? stockInfo(logger, original, active) : undefined;
  if (stock !== undefined) {
    if (stock[RECORD] !== undefined) emitLog(stock[RECORD]);
    stock[FORMATTED_BY] = logger;
    return stock;
  }
  const { format } = logger;
  const isRecorded = info[RECORD] !== undefined;
  const prepared = structuredOf(format) !== undefined ? original : injectContext(original, active);
  const formatted = runFormat(format, prepared);
  if (formatted === undefined) return undefined;
  if (hasLogSink() && !isRecorded) {
    const record =
      formatted[RECORD] ??
      toRecord(formatted, active, {
        levels: logger.levels,
        logger: UNNAMED,
        hasFormatTimestamp: !Object.hasOwn(original, 'timestamp'),
      });
    formatted[RECORD] = record;
    emitLog(record);
  }
  formatted[FORMATTED_BY] = logger;
  return formatted;
}

export function isEnabled(logger: CapturedLogger, info: Info): boolean {
  return logger.isLevelEnabled?.(levelOfInfo(info)) ?? true;
}

/** Runs the app's format. One that throws on a value (such as json on a throwing getter) is given plain values. */
function runFormat(format: Format, info: Info): Info | undefined {
  try {
    return asInfo(format.transform(info, format.options));
  } catch {
    const plain = degrade(info);
    try {
      return asInfo(format.transform(plain, format.options));
    } catch {
      plain[MESSAGE] = JSON.stringify(plain);
      return plain;
    }
  }
}

function asInfo(result: Info | boolean | null | undefined): Info | undefined {
  return typeof result === 'object' && result !== null ? result : undefined;
}

function degrade(info: Info): Info {
  const { normalizer } = getValues();
  const symbols: Info = {};
  for (const symbol of Object.getOwnPropertySymbols(info)) {
    (symbols as Record<symbol, unknown>)[symbol] = (info as Record<symbol, unknown>)[symbol];
  }
  return Object.assign(symbols, normalizer.toFields(info), {
    level: levelOfInfo(info),
    message: normalizer.toText(info.message),
  });
}
