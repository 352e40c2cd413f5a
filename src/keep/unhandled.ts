import { quietly } from '../core/quietly.js';
import { replaceMethod } from '../core/replace-method.js';

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
  const restore = replaceMethod(
    process as { emit: (...args: unknown[]) => unknown },
    'emit',
    (emit) =>
      function (this: NodeJS.Process, ...args) {
        if (isOn && args[0] === 'unhandledRejection') tell();
        return Reflect.apply(emit, this, args);
      },
  );
  return () => {
    isOn = false;
    process.off('uncaughtExceptionMonitor', tell);
    restore();
  };
}
