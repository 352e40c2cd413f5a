import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const TERM_MILLIS = 6000;

/** Ends a process and what it started: SIGTERM, and SIGKILL for what does not hear it. */
export async function stopTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  signal(child, 'SIGTERM');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), TERM_MILLIS);
  await closed;
  clearTimeout(timer);
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    // A negative number is the process group, which Windows does not have.
    if (process.platform === 'win32') child.kill(name);
    else process.kill(-(child.pid as number), name);
  } catch {
    // It ended in the meantime.
  }
}
