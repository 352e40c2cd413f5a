import { createRequire } from 'node:module';
import { relative, sep } from 'node:path';
import { findAppPackages } from '../app-packages.js';

const FOLDER = `${sep}node_modules${sep}`;

/** The main file of each package that was asked for, by its folder. */
const mains = new Map<string, string | undefined>();

let aliases: ReadonlyMap<string, string> | undefined;

/** A file of a package, as instrumentations name it: `pg` for the main file, `pg/lib/client.js` for another. */
export function packageFile(filename: string) {
  const place = placeOf(filename);
  if (place === undefined) return undefined;
  const { installed, basedir } = place;
  if (!mains.has(basedir)) mains.set(basedir, mainOf(installed, basedir));
  aliases ??= new Map(findAppPackages().flatMap((app) => [...app.aliases]));
  const name = aliases.get(installed) ?? installed;
  return { basedir, name: mains.get(basedir) === filename ? name : name + sep + relative(basedir, filename) };
}

/** `require(id)` gives the file. Where that is the package by its name, its main file need not be looked for. */
export function learnMain(id: string, filename: string): void {
  // Most are files within a package, whose place need not be made out.
  if (id.startsWith('.')) return;
  const place = placeOf(filename);
  if (place?.installed === id && !mains.has(place.basedir)) mains.set(place.basedir, filename);
}

function placeOf(filename: string): { installed: string; basedir: string } | undefined {
  const at = filename.lastIndexOf(FOLDER);
  if (at < 0) return undefined;
  const start = at + FOLDER.length;
  const parts = filename.slice(start).split(sep);
  const named = parts.slice(0, parts[0]?.startsWith('@') ? 2 : 1);
  if (parts.length === named.length) return undefined;
  return { installed: named.join('/'), basedir: filename.slice(0, start) + named.join(sep) };
}

function mainOf(name: string, basedir: string): string | undefined {
  try {
    return createRequire(basedir + sep).resolve(name, { paths: [basedir] });
  } catch {
    return undefined;
  }
}
