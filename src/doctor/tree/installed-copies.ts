import { type Dirent, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from './manifest.js';

export interface InstalledCopy {
  readonly folder: string;
  readonly version: string;
}

/** Trees of real apps have some thousand folders; this bounds what a wrong `cwd` costs. */
const MAX_FOLDERS = 50_000;

/** pnpm keeps the packages themselves there, each in a folder of its own. */
const PNPM_STORE = '.pnpm';

/**
 * Every copy of the named packages that is installed under `cwd`, nested ones and pnpm's included. A folder that is
 * reached twice through symbolic links counts once.
 */
export function findCopies(cwd: string, names: readonly string[]): Map<string, InstalledCopy[]> {
  const copies = new Map<string, InstalledCopy[]>(names.map((name) => [name, []]));
  const seen = new Set<string>();
  const pending = [join(cwd, 'node_modules')];
  for (let folder = pending.pop(); folder !== undefined && seen.size < MAX_FOLDERS; folder = pending.pop()) {
    const real = realPath(folder);
    if (real === undefined || seen.has(real)) continue;
    seen.add(real);
    for (const name of names) addCopy(copies.get(name) as InstalledCopy[], join(real, name));
    pending.push(...nestedFolders(real));
  }
  return copies;
}

function addCopy(copies: InstalledCopy[], path: string): void {
  const folder = realPath(path);
  if (folder === undefined || copies.some((copy) => copy.folder === folder)) return;
  const version = readManifest(folder)?.version;
  if (version !== undefined) copies.push({ folder, version });
}

/** The `node_modules` folders of the packages in one. */
function nestedFolders(modules: string): string[] {
  return folderNames(modules).flatMap((name) => {
    const path = join(modules, name);
    if (name === PNPM_STORE || name.startsWith('@'))
      return folderNames(path).map((entry) => join(path, entry, 'node_modules'));
    return name.startsWith('.') ? [] : [join(path, 'node_modules')];
  });
}

function folderNames(path: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
