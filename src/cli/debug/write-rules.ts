import {
  chmodSync,
  closeSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getSystemErrorMessage } from 'node:util';
import { type DebugRule, writtenRule } from '../../debug/rule.js';
import { parseRules, readRulesFile } from '../../debug/rules-file.js';

const LOCK_TRIES = 50;
const LOCK_RETRY_MILLIS = 20;

/** Rules of the file that have not ended; none where there is no file. */
export function currentRules(file: string): readonly DebugRule[] {
  let text: string;
  try {
    text = readRulesFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`${file} can't be read: ${(error as Error).message}`, { cause: error });
  }
  let read: ReturnType<typeof parseRules>;
  try {
    read = parseRules(text);
  } catch (error) {
    throw new Error(`${file} is left as it is: ${(error as Error).message}`, { cause: error });
  }
  // Writing the rest back would lose them.
  if (read.problems.length > 0) throw new Error(`${file} is left as it is: ${read.problems.join('; ')}`);
  return read.rules.filter(({ until }) => until > Date.now());
}

/** Changes the rules of a file, at once for who reads it, and one command after the other. */
export async function changeRules(
  file: string,
  change: (rules: readonly DebugRule[]) => readonly DebugRule[],
): Promise<void> {
  // The file that a link names, so that the link stays.
  const target = writing(file, () => linkedFile(file));
  const lock = `${target}.lock`;
  await takeLock(target, lock);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    const rules = change(currentRules(target)).map(writtenRule);
    writing(target, () => {
      writeFileSync(temporary, `${JSON.stringify({ rules }, null, 2)}\n`);
      const mode = modeOf(target);
      if (mode !== undefined) chmodSync(temporary, mode);
      renameSync(temporary, target);
    });
  } finally {
    rmSync(temporary, { force: true });
    rmSync(lock, { force: true });
  }
}

async function takeLock(target: string, lock: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      writing(target, () => closeSync(openSync(lock, 'wx')));
      return;
    } catch (error) {
      if (((error as Error).cause as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (tries === LOCK_TRIES)
        throw new Error(`Another command writes this file; if none does, remove ${lock}`, { cause: error });
      await delay(LOCK_RETRY_MILLIS);
    }
  }
}

/** @throws Error that names the file, not the lock or the temporary file beside it */
function writing<T>(file: string, piece: () => T): T {
  try {
    return piece();
  } catch (error) {
    const { code, errno } = error as NodeJS.ErrnoException;
    const folder = dirname(resolve(file));
    const why = code === 'ENOENT' ? `there is no folder ${folder}` : getSystemErrorMessage(errno as number);
    throw new Error(`${file} can't be written: ${why}`, { cause: error });
  }
}

/** The path without links, of a file that may be missing: `realpath` fails on a link to one. */
function linkedFile(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const folder = realpathSync(dirname(file));
  const path = join(folder, basename(file));
  const link = linkOf(path);
  return link === undefined ? path : linkedFile(resolve(folder, link));
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function modeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mode;
}
