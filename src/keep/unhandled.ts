import { quietly } from '../core/quietly.js';

/**
 * Calls `fn` in the context of each error that nobody catches and each rejection that nobody handles, whether the app
 * goes on after it or not. A listener of `unhandledRejection` would keep Node.js from ending the process: so its event is
 * seen as it is emitted.
 * @returns ends that
 */
export function onUnhandled(fn: () => void): () => void {
  const tell = () => quietly('the unit of an error that nobody catches', fn);
  process.on('uncaughtExceptionMonitor', tell);
  let isOn = true;
  const { emit: before } = process;
  const own = Object.getOwnPropertyDescriptor(process, 'emit');
  const emit = function (this: NodeJS.Process, ...args: unknown[]): unknown {
    if (isOn && args[0] === 'unhandledRejection') tell();
    return Reflect.apply(before, this, args);
  };
  Object.defineProperty(process, 'emit', {
    configurable: true,
    writable: true,
    enumerable: own?.enumerable ?? false,
    value: emit,
  });
  return () => {
    isOn = false;
    process.off('uncaughtExceptionMonitor', tell);
    if (process.emit !== emit) return;
    if (own === undefined) Reflect.deleteProperty(process, 'emit');
    else Object.defineProperty(process, 'emit', own);
  };
}
