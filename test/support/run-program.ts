import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');
/** The one that runs the tests: `scripts/on-node.mjs` runs them on others. */
export const NODE = process.execPath;
export const REGISTER = join(ROOT, 'dist/register.js');

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout's lines, parsed as JSON. */
  readonly lines: Record<string, unknown>[];
}

/** Runs a program to its end. The environment is only what is given: nothing of the tests' own leaks in. */
export async function runProgram(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  { node = NODE, cwd = ROOT, timeout }: { node?: string; cwd?: string; timeout?: number } = {},
): Promise<Outcome> {
  const child = spawn(node, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return {
    status,
    signal,
    stdout,
    stderr,
    get lines() {
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    },
  };
}
