import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tracebridge', 'node');
const PACKAGE = `node-${process.platform}-${process.arch}`;

/** The lowest supported release, and the newest of each later line at the time of writing. */
export const NODE_VERSIONS = ['22.15.0', '24.21.0', '26.10.0'] as const;

/**
 * The binary of a Node.js release, from npm's platform packages, kept in a cache folder. The package `node` itself can't
 * be a dependency twice: both would be `node_modules/.bin/node`.
 */
export async function nodeBinary(version: string): Promise<string> {
  const directory = join(CACHE, version);
  const binary = join(directory, 'node_modules', PACKAGE, 'bin', 'node');
  if (existsSync(binary)) return binary;
  const partial = `${directory}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  const install = [
    'install',
    '--prefix',
    partial,
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ];
  await promisify(execFile)('npm', [...install, `${PACKAGE}@${version}`]);
  // Another test file may have been faster: its copy is as good.
  await rename(partial, directory).catch(() => rm(partial, { recursive: true, force: true }));
  return binary;
}
