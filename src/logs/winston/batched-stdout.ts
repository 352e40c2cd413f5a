import { readOrDefault } from '../../config/environment.js';
import { setImmediate } from '../../core/native.js';
import { outsideContext } from '../../core/outside-context.js';
import { quietly } from '../../core/quietly.js';
import { replaceMethod } from '../../core/replace-method.js';

/** Characters that wait for the end of a turn at most; a pipe of Linux takes 64 KiB. */
const MAX_CHARACTERS = 65_536;

let isBatched: boolean | undefined;
let isWatching = false;
let waiting = '';

/**
 * Writes the text of a line. With `TRACEBRIDGE_STDOUT=batched`, lines that go to stdout within one turn of the event loop
 * are one write: a system call costs more than making a line. What others write to stdout or stderr comes after them, and
 * they are written before the process ends, however it does that runs its `exit` event.
 */
export function writeText(stream: NodeJS.WritableStream, text: string): void {
  isBatched ??= readOrDefault('TRACEBRIDGE_STDOUT') === 'batched';
  if (!isBatched || stream !== process.stdout) {
    stream.write(text);
    return;
  }
  if (!isWatching) watch();
  if (waiting === '') outsideContext(() => setImmediate(flush));
  waiting += text;
  if (waiting.length >= MAX_CHARACTERS) flush();
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
  // From then on no turn comes.
  process.on('exit', () => {
    isBatched = false;
    flush();
  });
}
