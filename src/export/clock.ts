/** Monotonic milliseconds: steps of the wall clock change no delay. */
export function monotonicMillis(): number {
  return performance.now();
}

/** Runs `task` later, without keeping the event loop alive. */
export function startTimer(task: () => void, millis: number): NodeJS.Timeout {
  return setTimeout(task, millis).unref();
}
