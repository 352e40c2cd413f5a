import { type Hub, HubWord, wakeExporter } from './hub.js';

/** Asks the exporter to settle everything accepted so far; returns the number to wait for. */
export function askFlush(hub: Hub): number {
  const flush = Atomics.add(hub.control, HubWord.flushAsked, 1) + 1;
  wakeExporter(hub);
  return flush;
}

/** Blocks this thread; returns whether the flush was done in time. */
export function waitForFlush({ control }: Hub, flush: number, timeoutMillis: number): boolean {
  const deadline = performance.now() + timeoutMillis;
  for (;;) {
    const done = Atomics.load(control, HubWord.flushDone);
    if (done >= flush) return wasDelivered(control, flush);
    const left = deadline - performance.now();
    if (left <= 0) return false;
    Atomics.wait(control, HubWord.flushDone, done, left);
  }
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

function wasDelivered(control: Int32Array, flush: number): boolean {
  return Atomics.load(control, HubWord.flushGivenUp) < flush;
}
