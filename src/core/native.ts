import { performance as clock } from 'node:perf_hooks';
import * as timers from 'node:timers';

// Fake timers of a test stand in for the globals, for what `node:timers` exports, and for `now` of Node's performance
// object. Ours are neither held nor counted by them: taken before the app's first line, and put in the place of the globals
// in all that is bundled, the SDK included (scripts/build/bundles.mjs).
export const { clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = timers;
export const { queueMicrotask } = globalThis;
export const { nextTick } = process;
export const performance = { now: clock.now.bind(clock), timeOrigin: clock.timeOrigin };
