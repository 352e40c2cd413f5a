import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { statOf } from './stat.js';

/**
 * A directory with those above it, for its owner alone. Node's own `recursive` never returns where the system says of a
 * directory whose parent is there that it is not: in /proc, below an automounter, in a working directory that was removed.
 * @throws when it can't be made
 */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, 0o700);
  } catch (error) {
    if (isDirectory(path)) return;
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || existsSync(parent)) throw error;
    makeDirectory(parent);
    makeDirectory(path);
  }
}

function isDirectory(path: string): boolean {
  try {
    return statOf(path)?.isDirectory() === true;
  } catch {
    return false;
  }
}
