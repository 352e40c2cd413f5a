import { channel } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { nextTick } from '../../core/native.js';

/**
 * Makes a thread that the app is not told of: neither by the channel `worker_threads`, when it is made, nor by the
 * event `worker` of the process, one tick later.
 */
export function unannounced(make: () => Worker): Worker {
  const threads = channel('worker_threads');
  const own = Object.getOwnPropertyDescriptor(process, 'nextTick');
  try {
    threads.publish = () => {};
    Object.defineProperty(process, 'nextTick', {
      configurable: true,
      value: (callback: (...args: unknown[]) => void, ...args: unknown[]) =>
        nextTick(() => silently(callback, args)),
    });
    return make();
  } finally {
    if (own === undefined) Reflect.deleteProperty(process, 'nextTick');
    else Object.defineProperty(process, 'nextTick', own);
    Reflect.deleteProperty(threads, 'publish');
  }
}

/** Runs what Node left for the next tick, without its event. */
function silently(callback: (...args: unknown[]) => void, args: unknown[]): void {
  const own = Object.getOwnPropertyDescriptor(process, 'emit');
  const { emit } = process;
  Object.defineProperty(process, 'emit', {
    value: (event: string, ...rest: unknown[]) =>
      event === 'worker'
        ? true
        : Reflect.apply(emit as (...args: unknown[]) => boolean, process, [event, ...rest]),
    configurable: true,
    writable: true,
  });
  try {
    callback(...args);
  } finally {
    if (own === undefined) Reflect.deleteProperty(process, 'emit');
    else Object.defineProperty(process, 'emit', own);
  }
}
