import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { cwd, platform, stderr, stdout } from 'node:process';
import { missingInstrumentations } from '../../sdk/app-instrumentations/missing.js';
import { findAppPackage } from '../../sdk/app-packages.js';
import type { CommandModule } from '../command.js';
import { parseOptions } from '../parse-options.js';
import { installCommand, packageManagerOf } from './package-manager.js';

const USAGE = `Usage: tracebridge add [options]

Installs the OpenTelemetry instrumentations of the databases, queues and clients
that the package.json here depends on, with the package manager of its lock file
(npm, pnpm, yarn, bun). The preload finds them in the dependencies.

Options:
      --dry-run  print what would be installed, and how
  -h, --help     this text

Exit status: 0 nothing was missing or all is installed, 1 no package.json,
2 wrong usage, else that of the package manager.
`;

async function run(args: string[]): Promise<number> {
  const { 'dry-run': isDry = false } = parseOptions(args, { 'dry-run': { type: 'boolean' } });
  const app = findAppPackage(cwd());
  if (app === undefined) {
    stderr.write('There is no package.json here or above.\n');
    return 1;
  }
  const missing = missingInstrumentations(app.dependencies);
  if (missing.length === 0) {
    stdout.write(`Nothing to add: ${app.file} has no database or client whose instrumentation is missing.\n`);
    return 0;
  }
  for (const { used, instrumentation } of missing) stdout.write(`${used}: ${instrumentation}\n`);
  const folder = dirname(app.file);
  const names = missing.map(({ instrumentation }) => instrumentation);
  const [command = '', ...rest] = installCommand(packageManagerOf(folder), names);
  stdout.write(`${isDry ? 'Would run' : 'Running'}: ${[command, ...rest].join(' ')}\n`);
  if (isDry) return 0;
  // The names are of our own list: nothing of them is the shell's, which Windows needs for a .cmd file.
  const child = spawn(command, rest, { cwd: folder, stdio: 'inherit', shell: platform === 'win32' });
  const [status] = await Promise.race([
    once(child, 'close') as Promise<[number | null]>,
    once(child, 'error').then(([error]) => {
      stderr.write(`${command} can't be run: ${(error as Error).message}\n`);
      return [1] as [number];
    }),
  ]);
  return status ?? 1;
}

export const addCommand: CommandModule = { usage: USAGE, run };
