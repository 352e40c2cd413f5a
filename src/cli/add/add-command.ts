import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { cwd, stderr, stdout } from 'node:process';
import { parseJsonText } from '../../core/json-text.js';
import { spawn } from '../../doctor/app/spawn.js';
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
  assertJson(app.file);
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
  const child = spawn(command, rest, { cwd: folder, stdio: 'inherit' });
  // Rejects with the event `error`.
  const [status] = (await once(child, 'close').catch((error: Error) => {
    throw new Error(`${command} can't be run: ${error.message}`, { cause: error });
  })) as [number | null];
  return status ?? 1;
}

/** @throws Error when the file is no JSON, of which the app itself takes no notice */
function assertJson(file: string): void {
  try {
    parseJsonText(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} can't be read: ${(error as Error).message}`, { cause: error });
  }
}

export const addCommand: CommandModule = { usage: USAGE, run };
