import { transports } from 'winston';
import { loadedModules } from '../../core/loaded-modules.js';
import { replaceMethod } from '../../core/replace-method.js';

interface Transport {
  /** Of winston's Stream. */
  readonly _stream?: unknown;
  log(info: unknown, callback?: () => void): void;
  emit(event: 'logged', info: unknown): boolean;
}
interface TransportClass {
  readonly prototype: Transport;
}

const TRANSPORT_FILE = /[\\/]winston[\\/]lib[\\/]winston[\\/]transports[\\/](console|stream)\.js$/;

let users = 0;
const undo: (() => void)[] = [];

/**
 * Keeps winston's transports from writing to the console, or to stdout and stderr, of each copy of winston that is
 * loaded. All else about them goes on: levels, formats, `logged`.
 * @returns a function that ends it
 */
export function silenceConsole(): () => void {
  if (users++ === 0) for (const transport of transportClasses()) undo.push(silence(transport));
  return () => {
    if (--users === 0) for (const each of undo.splice(0)) each();
  };
}

function transportClasses(): Set<TransportClass> {
  const loaded = Object.entries(loadedModules())
    .filter(([file]) => TRANSPORT_FILE.test(file))
    .map(([, module]) => module?.exports as TransportClass | undefined)
    .filter((exported) => typeof exported?.prototype?.log === 'function');
  return new Set([...loaded, transports.Console, transports.Stream] as TransportClass[]);
}

function silence({ prototype }: TransportClass): () => void {
  return replaceMethod(
    prototype,
    'log',
    (log) =>
      function (this: Transport, info, callback) {
        const { _stream: stream } = this;
        if (stream !== undefined && stream !== process.stdout && stream !== process.stderr) {
          log.call(this, info, callback);
          return;
        }
        setImmediate(() => this.emit('logged', info));
        callback?.();
      },
  );
}
