import type { Performance } from 'node:perf_hooks';
import * as timers from 'node:timers';

// Fake timers of a test stand in for the globals, for what `node:timers` exports, and for `now` of Node's performance
// object. Ours are neither held nor counted by them: taken before the app's first line, and put in the place of the globals
// in all that is bundled, the SDK included (scripts/build/bundles.mjs).
export const { clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = timers;
export const { queueMicrotask } = globalThis;
export const { nextTick } = process;

const { Promise: promises } = globalThis;

/** An app may put another class in its place, as bluebird's. */
export { promises as Promise };

/**
 * Loaded when it is first asked: most small programs never do, and it takes Node.js ten files. Of a class, because V8 keeps
 * an object literal with a getter as a dictionary, in which each reading would look `now` up.
 */
class NativePerformance {
  now = (): number => {
    const clock = ofNode();
    const { now } = Object.getPrototypeOf(clock) as Performance;
    this.now = now.bind(clock);
    return this.now();
  };

  get timeOrigin(): number {
    return ofNode().timeOrigin;
  }
}

export const performance = new NativePerformance();

function ofNode(): Performance {
  return process.getBuiltinModule('node:perf_hooks').performance;
}
