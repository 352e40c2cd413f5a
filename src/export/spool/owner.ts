import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { linkStatOf } from '../../core/stat.js';

/** The directory's time is renewed this often. Milliseconds. */
export const HEARTBEAT_MILLIS = 10_000;

/** A directory of a process that can't be looked up is taken over when its time is older than this. Milliseconds. */
const STALE_MILLIS = 60_000;

/** Process number, its start, host, eight digits of chance and the PID namespace, where there is one. */
const NAME = /^tb-(\d+)-(\d+)-([0-9a-f]{8})-[0-9a-f]{1,8}([0-9a-f]*)$/;

/** Whether it is a directory, not a link to one: behind a link are somebody else's files. */
function isDirectory(path: string): boolean {
  return linkStatOf(path)?.isDirectory() === true;
}

/** Makes this process's directory in the spool: only it writes there. */
export function createOwnDirectory(spool: string): string {
  mkdirSync(spool, { recursive: true, mode: 0o700 });
  const own = join(spool, ownName());
  mkdirSync(own, { mode: 0o700 });
  return own;
}

/**
 * Takes over what processes that have ended left behind. Renaming is atomic, so only one process gets each directory,
 * and a directory taken over has the name of its new owner: should that end too, the next one finds it.
 */
export function adoptDirectories(spool: string): string[] {
  const adopted: string[] = [];
  for (const name of readdirSync(spool)) {
    if (!NAME.test(name) || !isDirectory(join(spool, name)) || !isAbandoned(spool, name)) continue;
    const mine = join(spool, ownName());
    try {
      renameSync(join(spool, name), mine);
      adopted.push(mine);
    } catch {
      // Another process was faster.
    }
  }
  return adopted;
}

export function beat(directory: string): void {
  const now = new Date();
  utimesSync(directory, now, now);
}

/** Process, its start, host and chance: process numbers are used again, in containers at once. */
function ownName(): string {
  return `tb-${process.pid}-${startTime(process.pid) ?? 0}-${hostId()}-${randomBytes(4).toString('hex')}${pidNamespace()}`;
}

function isAbandoned(spool: string, name: string): boolean {
  const [, pid, start, host, namespace] = NAME.exec(name)!;
  const isNamespaceKnown = namespace === '' || namespace === pidNamespace();
  if (host === hostId() && isNamespaceKnown && start !== '0') return startTime(Number(pid)) !== Number(start);
  try {
    const found = linkStatOf(join(spool, name));
    return found !== undefined && Date.now() - Number(found.mtimeMs) > STALE_MILLIS;
  } catch {
    return false;
  }
}

function hostId(): string {
  return crc32(hostname()).toString(16).padStart(8, '0');
}

/**
 * Two containers may share a volume and a host name, and number their processes each from 1: another one's processes
 * can't be looked up, so that the directory's time has to tell whether they live. '' where there are no namespaces.
 */
function pidNamespace(): string {
  try {
    return Number(/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]).toString(16);
  } catch {
    return '';
  }
}

/** Clock ticks from the host's boot to the start of a process (proc(5), field 22); undefined where there is none. */
function startTime(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the command in parentheses, which may hold anything.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return undefined;
  }
}
