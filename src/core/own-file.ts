import { isAbsolute } from 'node:path';

/**
 * This file, from which others of the package, and packages that it depends on, are found. Undefined in a bundle:
 * `__filename` is there another file's name, one that the bundler made up or, in an ES module, missing.
 */
export const OWN_FILE: string | undefined =
  typeof __filename === 'string' &&
  isAbsolute(__filename) &&
  /[\\/]core[\\/]own-file\.[jt]s$/.test(__filename)
    ? __filename
    : undefined;
