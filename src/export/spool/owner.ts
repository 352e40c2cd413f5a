import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { makeDirectory } from '../../core/make-directory.js';
import { linkStatOf } from '../../core/stat.js';

/** The directory's time is renewed this often. Milliseconds. */
export const HEARTBEAT_MILLIS = 10_000;

/** A directory of a process that can't be looked up is taken over when its time is older than this. Milliseconds. */
const STALE_MILLIS = 60_000;

/** Process number, its start, host, eight digits of chance and the PID namespace, where there is one. */
const NAME = /^tb-(\d+)-(\d+)-([0-9a-f]{8})-[0-9a-f]{1,8}([0-9a-f]*)$/;

/** Whether it is a directory, not a link to one: behind a link are somebody else's files. */
export function isDirectory(path: string): boolean {
  return linkStatOf(path)?.isDirectory() === true;
}

/** Makes this process's directory in the spool: only it writes there. */
export function createOwnDirectory(spool: string): string {
  makeDirectory(spool);
  const own = join(spool, ownName());
  mkdirSync(own, { mode: 0o700 });
  return own;
}

/** Names of processes' directories, whoever they are of. */
export function directoriesIn(spool: string): string[] {
  return readdirSync(spool).filter((name) => NAME.test(name));
}

/**
 * Takes over what a process that has ended left behind. Renaming is atomic, so only one process gets each directory,
 * and a directory taken over has the name of its new owner: should that end too, the next one finds it.
 * @returns undefined for a directory of a process that lives, and for what is none
 */
export function adoptDirectory(spool: string, name: string): string | undefined {
  if (!isDirectory(join(spool, name)) || !isAbandoned(spool, name)) return undefined;
  const mine = join(spool, ownName());
  try {
    renameSync(join(spool, name), mine);
    return mine;
  } catch {
    // Another process was faster.
    return undefined;
  }
}

/** Says that the directory's process lives. @returns whether it is there: it may be emptied, or removed by somebody */
export function beat(directory: string): boolean {
  try {
    const now = new Date();
    utimesSync(directory, now, now);
    return true;
  } catch {
    return false;
  }
}

/** Process, its start, host and chance: process numbers are used again, in containers at once. */
function ownName(): string {
  const { start, host, namespace } = ownIdentity();
  return `tb-${process.pid}-${start}-${host}-${randomBytes(4).toString('hex')}${namespace}`;
}

function isAbandoned(spool: string, name: string): boolean {
  const [, pid, start, host, namespace] = NAME.exec(name)!;
  const own = ownIdentity();
  const isNamespaceKnown = namespace === '' || namespace === own.namespace;
  if (host === own.host && isNamespaceKnown && start !== '0') return startTime(Number(pid)) !== Number(start);
  try {
    const found = linkStatOf(join(spool, name));
    return found !== undefined && Date.now() - Number(found.mtimeMs) > STALE_MILLIS;
  } catch {
    return false;
  }
}

interface Identity {
  readonly start: number;
  readonly host: string;
  readonly namespace: string;
}

let identity: Identity | undefined;

/** Of this process. Asked for once: there may be thousands of names to compare it with. */
function ownIdentity(): Identity {
  identity ??= {
    start: startTime(process.pid) ?? 0,
    host: crc32(hostname()).toString(16).padStart(8, '0'),
    namespace: pidNamespace(),
  };
  return identity;
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
