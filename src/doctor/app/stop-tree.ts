import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';

const TERM_MILLIS = 6000;
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends a process and what it started: SIGTERM, and SIGKILL for what does not hear it. */
export async function stopTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  signal(child, 'SIGTERM');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), TERM_MILLIS);
  await closed;
  clearTimeout(timer);
}

/**
 * The app is in a group of its own, so a Ctrl-C for the doctor does not reach it: it is handed on.
 * @param cleanUp what else is to be done before this process ends
 * @returns removes the handlers
 */
export function stopWithUs(child: ChildProcess, cleanUp: () => void): () => void {
  const onSignal = (name: NodeJS.Signals): void => {
    restore();
    void stopTree(child).then(() => {
      cleanUp();
      process.kill(process.pid, name);
    });
  };
  const restore = (): void => {
    for (const name of ENDING) process.off(name, onSignal);
  };
  for (const name of ENDING) process.on(name, onSignal);
  return restore;
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32') killTree(child);
    // A negative number is the process group.
    else process.kill(-(child.pid as number), name);
  } catch {
    // It ended in the meantime.
  }
}

/** Windows has neither signals nor groups; of a command script the program is a child of its shell. */
export function killTree(child: ChildProcess): void {
  spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
}
