import { isLoggerClass, type LoggerClass } from './logger-class.js';

const LOGGER_FILE = /[\\/]winston[\\/]lib[\\/]winston[\\/]logger\.js$/;

/** The `Logger` class of each copy of winston that this process has loaded. */
export function loadedLoggerClasses(): LoggerClass[] {
  return Object.entries(require.cache)
    .filter(([file]) => LOGGER_FILE.test(file))
    .map(([, loaded]): unknown => loaded?.exports)
    .filter(isLoggerClass);
}

/** As {@link loadedLoggerClasses}, after loading the copy that this package finds. */
export function allLoggerClasses(): LoggerClass[] {
  const own: unknown = require('winston/lib/winston/logger.js');
  return [...new Set([...(isLoggerClass(own) ? [own] : []), ...loadedLoggerClasses()])];
}
