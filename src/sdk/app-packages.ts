import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mainScript } from '../config/main-script.js';
import { parseJsonText } from '../core/json-text.js';

/** A package.json of the app, and what it depends on. */
interface AppPackage {
  readonly file: string;
  readonly dependencies: readonly string[];
  /** What packages that were installed under another name (`npm:express@4`) are called, by that name. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** `npm:express@^4`, `npm:@scope/name` */
const ALIAS = /^npm:(@?[^@]+)/;

/** The package of the program that runs and that of the working directory: with workspaces they differ. */
export function findAppPackages(): AppPackage[] {
  const script = mainScript();
  const folder = script && dirname(script);
  const found = new Map<string, AppPackage>();
  for (const start of [folder, workingDirectory()]) {
    const nearest = start === undefined ? undefined : findAppPackage(start);
    if (nearest !== undefined) found.set(nearest.file, nearest);
  }
  return [...found.values()];
}

function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    // It was deleted.
    return undefined;
  }
}

/** The nearest package.json, in the directory or above. */
export function findAppPackage(directory: string): AppPackage | undefined {
  const file = join(directory, 'package.json');
  const read = readDependencies(file);
  if (read !== undefined) return { file, ...read };
  const parent = dirname(directory);
  return parent === directory ? undefined : findAppPackage(parent);
}

function readDependencies(file: string): Omit<AppPackage, 'file'> | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const { dependencies, optionalDependencies } = parseJsonText(text) as Record<string, object | undefined>;
    const ranges = Object.entries({ ...dependencies, ...optionalDependencies });
    const aliases = ranges.flatMap(([name, range]): [string, string][] => {
      const [, original] = ALIAS.exec(String(range)) ?? [];
      return original === undefined ? [] : [[name, original]];
    });
    return { dependencies: ranges.map(([name]) => name), aliases: new Map(aliases) };
  } catch {
    return { dependencies: [], aliases: new Map() };
  }
}
