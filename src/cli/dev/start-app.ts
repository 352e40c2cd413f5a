import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environmentForProgram } from '../../config/environment.js';
import { LIVELY } from '../../dev/lively.js';
import { loadsPreload } from '../../doctor/app/loads-preload.js';

const REGISTER = join(__dirname, '..', '..', 'register.js');

export interface RunningApp {
  /** How it ended, as text; '' when it could be started and still runs on. */
  readonly ended: Promise<string>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

/** Starts an app that sends to the receiver at once, with the preload unless its command loads it already. */
export function startApp(command: readonly string[], url: string): RunningApp {
  const preload = loadsPreload(command, process.cwd()) ? '' : `--require ${JSON.stringify(REGISTER)}`;
  const [program, ...args] = command as [string, ...string[]];
  const child = spawn(program, args, {
    stdio: 'inherit',
    // npm and npx are command scripts there, which only a shell runs.
    shell: process.platform === 'win32',
    env: environmentForProgram(preload, {
      ...LIVELY,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    }),
  });
  const ended = once(child, 'exit').then(
    ([code, signal]) => (signal === null ? `ended with status ${code}` : `was ended by ${signal}`),
    (error: Error) => `could not be started: ${error.message}`,
  );
  return { ended, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await ended;
}
