import { once } from 'node:events';
import { stdout } from 'node:process';
import { isRunByNpm } from '../config/environment.js';

const LOOK_MILLIS = 500;

/** Resolves when a command that goes on until then is to end; SIGINT and SIGTERM act as usual after the first one. */
export async function askedToEnd(): Promise<void> {
  const ending = new AbortController();
  const { signal } = ending;
  await Promise.race([
    once(process, 'SIGINT', { signal }),
    once(process, 'SIGTERM', { signal }),
    readerGone(),
    npmGone(signal),
  ]);
  ending.abort();
}

/** The reader of our output has closed the pipe (EPIPE), as `head` does. */
async function readerGone(): Promise<void> {
  await new Promise<void>((resolve) => {
    stdout.on('error', () => resolve());
  });
}

/**
 * npm and npx run a command in a shell, and hand a SIGTERM to that alone: it ends, and the command would go on with nobody
 * to end it. Its new parent tells (npm 11.19, dash 0.5).
 */
async function npmGone(signal: AbortSignal): Promise<void> {
  if (!isRunByNpm() || process.platform === 'win32') return await new Promise(() => {});
  const parent = process.ppid;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid !== parent) resolve();
    }, LOOK_MILLIS).unref();
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  });
}
