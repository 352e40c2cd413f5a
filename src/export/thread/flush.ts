import { type Budget, fixedBudget } from '../budget.js';
import { type Hub, HubWord, wakeExporter } from './hub.js';

/** The exporter needs well under a millisecond, unless it is stuck. Milliseconds. */
const INTAKE_MILLIS = 100;

/** The exporter may be compressing a batch, which takes some milliseconds. */
const REST_MILLIS = 100;

/** Whether there is time left is looked at this often. Milliseconds. */
const LOOK_MILLIS = 50;

/** Asks the exporter to settle everything accepted so far; returns the number to wait for. */
export function askFlush(hub: Hub): number {
  const flush = Atomics.add(hub.control, HubWord.flushAsked, 1) + 1;
  wakeExporter(hub);
  return flush;
}

/** Blocks this thread; returns whether the flush was done in time. */
export function waitForFlush({ control }: Hub, flush: number, budget: Budget): boolean {
  return waitUntil(control, HubWord.flushDone, flush, budget) && wasDelivered(control, flush);
}

/** Blocks this thread until what was accepted before the flush has left the rings, and is on disk with a spool. */
export function waitForIntake({ control }: Hub, flush: number): void {
  waitUntil(control, HubWord.flushBegun, flush, fixedBudget(INTAKE_MILLIS));
}

/**
 * Has the exporter send nothing more, and blocks until it does so. A thread that is ended while it makes a zlib stream
 * aborts the process: https://github.com/nodejs/node/issues/13082
 */
export function putToRest(hub: Hub): void {
  const { control } = hub;
  Atomics.store(control, HubWord.restAsked, 1);
  wakeExporter(hub);
  if (Atomics.load(control, HubWord.listening) === 1)
    waitUntil(control, HubWord.resting, 1, fixedBudget(REST_MILLIS));
}

/** As {@link waitForFlush}, without blocking. Keeps the event loop alive meanwhile. */
export async function flushed({ control }: Hub, flush: number, budget: Budget): Promise<boolean> {
  // Atomics.waitAsync does not keep the loop alive: `await forceFlush()` at the end of a program would end it there.
  const alive = setInterval(() => {}, 1 << 30);
  try {
    for (;;) {
      const done = Atomics.load(control, HubWord.flushDone);
      if (done >= flush) return wasDelivered(control, flush);
      const left = budget.leftMillis();
      if (left <= 0) return false;
      const wait = Atomics.waitAsync(control, HubWord.flushDone, done, Math.min(left, LOOK_MILLIS));
      if (wait.async) await wait.value;
    }
  } finally {
    clearInterval(alive);
  }
}

/** Returns whether the word has reached the value in time. */
function waitUntil(control: Int32Array, word: number, value: number, budget: Budget): boolean {
  for (;;) {
    const current = Atomics.load(control, word);
    if (current >= value) return true;
    const left = budget.leftMillis();
    if (left <= 0) return false;
    Atomics.wait(control, word, current, Math.min(left, LOOK_MILLIS));
  }
}

function wasDelivered(control: Int32Array, flush: number): boolean {
  return Atomics.load(control, HubWord.flushGivenUp) < flush;
}
