import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/** A package.json of the app, and what it depends on. */
export interface AppPackage {
  readonly file: string;
  readonly dependencies: readonly string[];
}

/** The package of the program that runs and that of the working directory: with workspaces they differ. */
export function findAppPackages(): AppPackage[] {
  const [, script] = process.argv;
  // In a thread that has arguments of its own, preloads see the first of them in the script's place.
  const folder = script !== undefined && isAbsolute(script) ? dirname(script) : undefined;
  const found = new Map<string, AppPackage>();
  for (const start of [folder, workingDirectory()]) {
    const nearest = start === undefined ? undefined : findUpwards(start);
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

function findUpwards(directory: string): AppPackage | undefined {
  const file = join(directory, 'package.json');
  const dependencies = readDependencies(file);
  if (dependencies !== undefined) return { file, dependencies };
  const parent = dirname(directory);
  return parent === directory ? undefined : findUpwards(parent);
}

function readDependencies(file: string): string[] | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const { dependencies, optionalDependencies } = JSON.parse(text) as Record<string, object | undefined>;
    return Object.keys({ ...dependencies, ...optionalDependencies });
  } catch {
    return [];
  }
}
