// Installs what test/support/models-requirements.txt names into a Python environment of its own, outside the work tree, in
// a folder named by the file's hash. Progress goes to stderr; stdout gets the environment's folder of programs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache-folder.mjs';

const REQUIREMENTS = fileURLToPath(new URL('../test/support/models-requirements.txt', import.meta.url));

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (error)
    throw new Error(`cannot run ${command}: Python 3.10 or later with venv is needed`, { cause: error });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

function install() {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 16);
  const directory = cacheFolder(`models-${hash}`);
  const programs = join(directory, process.platform === 'win32' ? 'Scripts' : 'bin');
  // Written last: an environment without it is one whose installation was broken off.
  const complete = join(directory, 'complete');
  if (existsSync(complete)) return programs;
  rmSync(directory, { recursive: true, force: true });
  run('python3', '-m', 'venv', directory);
  run(join(programs, 'python'), '-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS);
  writeFileSync(complete, '');
  return programs;
}

try {
  process.stdout.write(`${install()}\n`);
} catch (error) {
  process.stderr.write(`install-models: ${error.message}\n`);
  process.exitCode = 1;
}
