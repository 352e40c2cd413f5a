import { setImmediate } from '../../core/native.js';
import { outsideContext } from '../../core/outside-context.js';
import { quietly } from '../../core/quietly.js';
import { replaceMethod } from '../../core/replace-method.js';

/** Characters that wait for the end of a turn at most; a pipe of Linux takes 64 KiB. */
const MAX_CHARACTERS = 65_536;

let isWatching = false;
let hasEnded = false;
let waiting = '';

/**
 * Lines that go to stdout within one turn of the event loop are one write: a system call costs more than making a line.
 * What others write to stdout or stderr comes after them, and they are written before the process ends, however it does
 * that runs its `exit` event.
 * @returns false from the `exit` event on, after which no turn comes
 */
export function batch(text: string): boolean {
  if (hasEnded) return false;
  if (!isWatching) watch();
  if (waiting === '') outsideContext(() => setImmediate(flush));
  waiting += text;
  if (waiting.length >= MAX_CHARACTERS) flush();
  return true;
}

function flush(): void {
  if (waiting === '') return;
  const text = waiting;
  waiting = '';
  quietly('writing lines', () => process.stdout.write(text));
}

function watch(): void {
  isWatching = true;
  for (const stream of [process.stdout, process.stderr])
    replaceMethod(
      stream,
      'write',
      (write) =>
        function (this: unknown, ...args: Parameters<typeof write>) {
          flush();
          return write.apply(this as never, args);
        } as typeof write,
    );
  process.on('exit', () => {
    hasEnded = true;
    flush();
  });
}
