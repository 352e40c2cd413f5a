import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { environmentForChild } from '../config/environment.js';
import { REGISTER } from '../core/register-file.js';

/** What a program of the demo tells when it is ready. */
interface Ready {
  readonly port: number;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ready: Ready;
}

/** Starts a program with the preload; resolves when it says that it is ready. */
export async function startProgram(file: string, variables: Record<string, string>): Promise<Started> {
  const child = fork(file, {
    execArgv: ['--require', REGISTER],
    env: environmentForChild(variables),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${file} ended before it was ready`);
  });
  const [ready] = (await Promise.race([once(child, 'message'), ended])) as [Ready];
  return { process: child, ready };
}

/** Asks a program to end and waits until it has. */
export async function stopProgram({ process: child }: Started): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
