import module from 'node:module';
import { join } from 'node:path';
import { isMeasuringCoverage } from '../config/coverage.js';
import { OWN_FILE } from '../core/own-file.js';

/** Inside the installed package, so that another version never meets this one's. */
const DIRECTORY = OWN_FILE && join(OWN_FILE, '..', '..', '..', '.cache', 'compile');

/**
 * Keeps compiled code, the app's too, from one start to the next. Node's own variables win: NODE_COMPILE_CACHE names
 * another directory, NODE_DISABLE_COMPILE_CACHE=1 switches it off. Where the directory can't be written, as in a
 * read-only image, nothing happens. Not while coverage is measured, which Node says it makes less precise, nor in a
 * bundle, whose folder is the app's.
 */
export function enableCompileCache(): void {
  if (DIRECTORY !== undefined && !isMeasuringCoverage()) module.enableCompileCache(DIRECTORY);
}
