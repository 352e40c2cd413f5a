import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Runs `fn` outside of any request. A timer keeps the async context that it is started in, and one that starts itself
 * again keeps it for ever: the request, and whatever the app hangs on it.
 */
export const outsideContext: <T>(fn: () => T) => T = AsyncLocalStorage.snapshot();

/** Runs `task` later, without keeping the event loop alive, nor the request that asks for it. */
export function startTimer(task: () => void, millis: number): NodeJS.Timeout {
  return outsideContext(() => setTimeout(task, millis)).unref();
}
