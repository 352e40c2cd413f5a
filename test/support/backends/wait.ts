import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, for the error message. */
  what: string;
  /** Milliseconds; default 30,000. */
  timeoutMillis?: number;
  /** Appended to the error, e.g. the backend's log. */
  details?: () => string;
}

/**
 * Asks until the answer is not undefined. For backends that can only be asked (an HTTP API, a process that has no
 * "ready" event); rejects at the deadline with the last error.
 */
export async function poll<T>(ask: () => Promise<T | undefined>, options: WaitOptions): Promise<T> {
  const { what, timeoutMillis = 30_000, details } = options;
  const deadline = performance.now() + timeoutMillis;
  let lastError: unknown;
  while (performance.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await delay(50);
  }
  const tail = details === undefined ? '' : `\n${details()}`;
  throw new Error(`Waited ${timeoutMillis} ms for ${what}${tail}`, { cause: lastError });
}
