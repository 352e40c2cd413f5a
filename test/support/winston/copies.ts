import type { Logform, Logger, LoggerOptions, transports } from 'winston';
import { captureLogger, type LoggerClass } from '../../../src/logs/winston/logger-class.js';
import { learnModule, STOCK_MODULES } from '../../../src/logs/winston/modules.js';

type Formats = Record<
  'json' | 'timestamp' | 'errors' | 'splat' | 'label' | 'uncolorize' | 'simple' | 'prettyPrint',
  (options?: object) => Logform.Format
> & {
  (transform: (info: Logform.TransformableInfo) => Logform.TransformableInfo | boolean): () => Logform.Format;
  combine: (...formats: Logform.Format[]) => Logform.Format;
};

/** A copy of winston of its own, captured. */
export interface WinstonCopy {
  createLogger(options: LoggerOptions): Logger;
  transports: typeof transports;
  format: Formats;
  Logger: LoggerClass & (new (options: LoggerOptions) => Logger);
  /** How often a Console transport was given a line. */
  consoleCalls(): number;
}

/** A copy whose formats and Console are known, as those are that an app loads after the preload. */
export const learnedWinston = (): WinstonCopy => captured(loadCopy(true));
/** A copy of which nothing is known but its loggers, as of one that was loaded before the preload. */
export const unknownWinston = (): WinstonCopy => captured(loadCopy(false));
/** A copy as it is without the preload. */
export const plainWinston = (): WinstonCopy => loadCopy(false);

function captured(copy: WinstonCopy): WinstonCopy {
  captureLogger(copy.Logger);
  return copy;
}

function loadCopy(isLearned: boolean): WinstonCopy {
  let copy: WinstonCopy | undefined;
  jest.isolateModules(() => {
    const winston = require('winston') as WinstonCopy;
    let { combine } = winston.format;
    let calls = 0;
    const { prototype } = winston.transports.Console;
    const { log } = prototype;
    prototype.log = function (info: unknown, next: () => void) {
      calls++;
      return log?.call(this, info, next);
    };
    if (isLearned) {
      for (const file of STOCK_MODULES) learnModule(file, require(file));
      combine = learnModule('logform/combine.js', combine) as typeof combine;
    }
    const { json, timestamp, errors, splat, label, uncolorize, simple, prettyPrint } = winston.format;
    const format = Object.assign((transform: never) => winston.format(transform), {
      ...{ combine, json, timestamp, errors, splat, label, uncolorize, simple, prettyPrint },
    }) as Formats;
    copy = {
      createLogger: winston.createLogger,
      transports: { ...winston.transports, Console: winston.transports.Console },
      format,
      Logger: winston.Logger,
      consoleCalls: () => calls,
    } as WinstonCopy;
  });
  return copy as WinstonCopy;
}
