import { loadedModules } from '../../core/loaded-modules.js';
import { learnFormat, rememberParts } from '../line/stock/formats.js';
import { learnConsole } from './console-transport.js';

const CONSOLE = 'winston/lib/winston/transports/console.js';
const COMBINE = 'logform/combine.js';
const FORMATS = {
  'logform/json.js': 'json',
  'logform/timestamp.js': 'timestamp',
  'logform/errors.js': 'errors',
  'logform/splat.js': 'splat',
  'logform/label.js': 'label',
} as const;

/** Exports the `Logger` class. */
export const LOGGER_FILE = 'winston/lib/winston/logger.js';

/** Files of winston and logform that export a part whose effect is known. */
export const STOCK_MODULES: readonly string[] = [CONSOLE, COMBINE, ...Object.keys(FORMATS)];

const MODULE = /.*[\\/]node_modules[\\/]((?:winston|logform)[\\/].+)$/;

/** @returns what the module is to export instead */
export function learnModule(file: string, exported: unknown): unknown {
  if (file === COMBINE) return rememberParts(exported);
  if (file === CONSOLE) learnConsole(exported);
  else if (file in FORMATS) learnFormat(FORMATS[file as keyof typeof FORMATS], exported);
  return exported;
}

/**
 * Learns from what is loaded already, of any copy. What its `combine` made before stays unknown, and so does what it
 * makes for those who have taken it from the module.
 */
export function learnLoaded(): void {
  for (const [path, module] of Object.entries(loadedModules())) {
    const file = MODULE.exec(path)?.[1]?.replaceAll('\\', '/');
    if (file !== undefined && file !== COMBINE) learnModule(file, module?.exports);
  }
}
