import { isAbsolute } from 'node:path';
import { pm2Script } from './environment.js';

/** PM2's own programs, which load the app's script after the preloads. */
const PM2_PROGRAM = /[\\/]pm2[\\/]lib[\\/]ProcessContainer\w*\.js$/;

/** The file that the process runs. In a thread that has arguments of its own, preloads see the first of them in its place. */
export function mainScript(): string | undefined {
  const [, first] = process.argv;
  const script = first !== undefined && PM2_PROGRAM.test(first) ? pm2Script() : first;
  return script !== undefined && isAbsolute(script) ? script : undefined;
}
