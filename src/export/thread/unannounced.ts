import { channel } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { nextTick } from '../../core/native.js';
import { replaceMethod } from '../../core/replace-method.js';

type Callback = (...args: unknown[]) => void;

/**
 * Makes a thread that the app is not told of: neither by the channel `worker_threads`, when it is made, nor by the
 * event `worker` of the process, one tick later.
 */
export function unannounced(make: () => Worker): Worker {
  const restore = [
    replaceMethod(channel('worker_threads'), 'publish', () => () => {}),
    replaceMethod(
      process,
      'nextTick',
      () =>
        (callback: Callback, ...args: unknown[]) =>
          nextTick(() => silently(callback, args)),
    ),
  ];
  try {
    return make();
  } finally {
    for (const each of restore) each();
  }
}

/** Runs what Node left for the next tick, without its event. */
function silently(callback: Callback, args: unknown[]): void {
  const restore = replaceMethod(
    process as { emit: (event: string, ...rest: unknown[]) => boolean },
    'emit',
    (emit) =>
      (event, ...rest) =>
        event === 'worker' || Reflect.apply(emit, process, [event, ...rest]),
  );
  try {
    callback(...args);
  } finally {
    restore();
  }
}
