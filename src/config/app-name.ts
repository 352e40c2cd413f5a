import { readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import { parseJsonText } from '../core/json-text.js';
import { mainScript } from './main-script.js';

const PACKAGES = `${sep}node_modules${sep}`;

/** Where threads of the app find the name: their preloads aren't told of the main script. */
const ENVIRONMENT_KEY = 'tracebridge.app-name';

let known: { readonly name: string | undefined } | undefined;

/** `name` of the package.json that is nearest to the main script; undefined without a script or a name. */
export function appName(): string | undefined {
  if (known === undefined) {
    const inherited = isMainThread ? undefined : (getEnvironmentData(ENVIRONMENT_KEY) as string | undefined);
    known = { name: inherited ?? findName(mainScript()) };
    if (isMainThread && known.name !== undefined) setEnvironmentData(ENVIRONMENT_KEY, known.name);
  }
  return known.name;
}

function findName(script: string | undefined): string | undefined {
  if (script === undefined) return undefined;
  // A command of a package, such as `next start`, runs the app that has it installed.
  const inPackage = script.indexOf(PACKAGES);
  let directory = inPackage === -1 ? dirname(script) : script.slice(0, inPackage);
  for (;;) {
    const name = nameIn(join(directory, 'package.json'));
    if (name !== undefined) return name;
    const parent = dirname(directory);
    if (parent === directory) return undefined;
    directory = parent;
  }
}

function nameIn(file: string): string | undefined {
  try {
    const { name } = parseJsonText(readFileSync(file, 'utf8')) as { name?: unknown };
    return typeof name === 'string' && name.trim() !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}
