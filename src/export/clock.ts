import { outsideContext } from '../core/outside-context.js';

/** Monotonic milliseconds: steps of the wall clock change no delay. */
export function monotonicMillis(): number {
  return performance.now();
}

/** Runs `task` later, without keeping the event loop alive, nor the request that asks for it. */
export function startTimer(task: () => void, millis: number): NodeJS.Timeout {
  return outsideContext(() => setTimeout(task, millis)).unref();
}
