import { type Hub, HubWord, wakeExporter } from './hub.js';

/** The exporter needs well under a millisecond, unless it is stuck. Milliseconds. */
const INTAKE_MILLIS = 100;

/** Asks the exporter to settle everything accepted so far; returns the number to wait for. */
export function askFlush(hub: Hub): number {
  const flush = Atomics.add(hub.control, HubWord.flushAsked, 1) + 1;
  wakeExporter(hub);
  return flush;
}

/** Blocks this thread; returns whether the flush was done in time. */
export function waitForFlush({ control }: Hub, flush: number, timeoutMillis: number): boolean {
  return waitUntil(control, HubWord.flushDone, flush, timeoutMillis) && wasDelivered(control, flush);
}

/** Blocks this thread until what was accepted before the flush has left the rings, and is on disk with a spool. */
export function waitForIntake({ control }: Hub, flush: number): void {
  waitUntil(control, HubWord.flushBegun, flush, INTAKE_MILLIS);
}

/** As {@link waitForFlush}, without blocking. Keeps the event loop alive meanwhile. */
export async function flushed({ control }: Hub, flush: number, timeoutMillis: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMillis;
  // Atomics.waitAsync does not keep the loop alive: `await forceFlush()` at the end of a program would end it there.
  const alive = setInterval(() => {}, 1 << 30);
  try {
    for (;;) {
      const done = Atomics.load(control, HubWord.flushDone);
      if (done >= flush) return wasDelivered(control, flush);
      const left = deadline - performance.now();
      if (left <= 0) return false;
      const wait = Atomics.waitAsync(control, HubWord.flushDone, done, left);
      if (wait.async) await wait.value;
    }
  } finally {
    clearInterval(alive);
  }
}

/** Returns whether the word has reached the value in time. */
function waitUntil(control: Int32Array, word: number, value: number, timeoutMillis: number): boolean {
  const deadline = performance.now() + timeoutMillis;
  for (;;) {
    const current = Atomics.load(control, word);
    if (current >= value) return true;
    const left = deadline - performance.now();
    if (left <= 0) return false;
    Atomics.wait(control, word, current, left);
  }
}

function wasDelivered(control: Int32Array, flush: number): boolean {
  return Atomics.load(control, HubWord.flushGivenUp) < flush;
}
