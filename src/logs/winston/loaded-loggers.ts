import { loadedModules } from '../../core/loaded-modules.js';
import { OWN_FILE } from '../../core/own-file.js';
import { hasLogSink } from '../record/sink.js';
import { captureLogger, isLoggerClass, type LoggerClass } from './logger-class.js';

const LOGGER_FILE = /[\\/]winston[\\/]lib[\\/]winston[\\/]logger\.js$/;

/** The `Logger` class of each copy of winston that this process has loaded. */
export function loadedLoggerClasses(): LoggerClass[] {
  const loaded = Object.entries(loadedModules())
    .filter(([file]) => LOGGER_FILE.test(file))
    .map(([, module]): unknown => module?.exports);
  // Nobody's table has the winston in the same bundle.
  if (OWN_FILE === undefined) loaded.push(ownLoggerClass());
  return [...new Set(loaded.filter(isLoggerClass))];
}

/** As {@link loadedLoggerClasses}, after loading the copy that this package finds. */
export function allLoggerClasses(): LoggerClass[] {
  return [...new Set([...[ownLoggerClass()].filter(isLoggerClass), ...loadedLoggerClasses()])];
}

/** Of the copy of winston that this package finds. winston 3.3 and before do not export it as `winston.Logger`. */
export function ownLoggerClass(): unknown {
  return require('winston/lib/winston/logger.js');
}

/** For a bridge that another copy of this package started, which can't see the winston in this one's bundle. */
export function captureBundledLoggers(): void {
  if (OWN_FILE !== undefined || !hasLogSink()) return;
  for (const loggerClass of loadedLoggerClasses()) captureLogger(loggerClass);
}
