import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Check, found, skipped } from '../check.js';

/** Writes to the spool directory, or to where it would be made. */
export const spoolCheck: Check = {
  id: 'spool',
  title: 'Spool',
  run({ settings: { spoolDir } }) {
    if (spoolDir === undefined) return skipped('not switched on (TRACEBRIDGE_SPOOL_DIR)');
    const directory = resolve(spoolDir);
    try {
      rmSync(mkdtempSync(join(existingParent(directory), '.tracebridge-doctor-')), { recursive: true });
      return { findings: [], seen: `${directory} is writable` };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return found({
        id: 'spool-not-writable',
        severity: 'error',
        what: `TRACEBRIDGE_SPOOL_DIR ${directory} can't be written to (${code})`,
        why: 'what is not delivered can not be kept: an outage or SIGKILL loses it',
        fix: `mkdir -p ${JSON.stringify(directory)} and give the app's user the right to write there; it must not be a file`,
      });
    }
  },
};

/** The nearest folder that is there: the spool makes the ones below it. */
function existingParent(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined && dirname(path) !== path ? existingParent(dirname(path)) : path;
}
