import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { environmentForProgram } from '../../config/environment.js';
import { REGISTER } from '../../core/register-file.js';
import { livelyVariables } from '../../dev/lively.js';
import { loadsPreload } from '../../doctor/app/loads-preload.js';
import { spawn } from '../../doctor/app/spawn.js';
import { killTree } from '../../doctor/app/stop-tree.js';

export interface RunningApp {
  /** How it ended, as text. */
  readonly ended: Promise<string>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

/**
 * Starts an app that sends to the receiver at once, with the preload unless its command loads it already.
 * @param out file descriptor of where its stdout goes
 * @throws Error when there is no such program
 */
export async function startApp(command: readonly string[], url: string, out: number): Promise<RunningApp> {
  const preload = loadsPreload(command, process.cwd()) ? '' : `--require ${JSON.stringify(REGISTER)}`;
  const [program, ...args] = command as [string, ...string[]];
  const child = spawn(program, args, {
    stdio: ['inherit', out, 'inherit'],
    env: environmentForProgram(preload, livelyVariables(url)),
  });
  await once(child, 'spawn').catch((error: Error) => {
    const hint = /\.[cm]?[jt]s$/.test(program) ? `: put "node" before it` : '';
    throw new Error(`The app could not be started: ${error.message}${hint}`, { cause: error });
  });
  const ended = once(child, 'exit').then(([code, signal]) =>
    signal === null ? `ended with status ${code}` : `was ended by ${signal}`,
  );
  return { ended, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') killTree(child);
  else child.kill('SIGTERM');
  await ended;
}
