import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setVariables } from '../../config/environment.js';

const PRELOAD = /tracebridge[\\/]+(?:dist[\\/]+)?register/;
const MAX_CHARS = 1_000_000;

/** Whether the command, NODE_OPTIONS or a file that the command names loads the preload by itself. */
export function loadsPreload(command: readonly string[], cwd: string): boolean {
  const [nodeOptions = ''] = setVariables(/^NODE_OPTIONS$/).values();
  if (PRELOAD.test(nodeOptions) || command.some((argument) => PRELOAD.test(argument))) return true;
  return command
    .filter((argument) => /\.[cm]?[jt]s$/.test(argument))
    .some((file) => PRELOAD.test(read(resolve(cwd, file))));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, MAX_CHARS);
  } catch {
    return '';
  }
}
