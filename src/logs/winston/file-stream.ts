import { writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** What `process.stdout` and `process.stderr` are where they go to a file (Node.js, lib/internal/fs/sync_write_stream.js). */
interface FileStream extends Writable {
  readonly fd: number;
  readonly _writableState: { readonly defaultEncoding: string };
}

/** As it was found: an app may put another function in its place, which the stream would not call either. */
const write = writeSync;

/** The class has no name that is exported: its prototype and methods, once a stream of it was seen. */
let stock: { prototype: object; write: unknown; _write: unknown } | undefined;

/**
 * Writes to a file past the stream, which makes a Buffer of the text and asks for a turn of `process.nextTick`: 0.75 µs
 * of CPU where it takes 1.1, and as synchronous.
 * @returns false when nothing was written: it is no such stream, somebody might notice, or the file can't be written,
 * which is the stream's to tell
 */
export function writeToFile(stream: NodeJS.WritableStream, text: string): boolean {
  if (!isStock(stream) || !isIdle(stream)) return false;
  try {
    write(stream.fd, text);
    return true;
  } catch {
    return false;
  }
}

function isStock(stream: NodeJS.WritableStream): stream is FileStream {
  const prototype = Object.getPrototypeOf(stream) as FileStream;
  if (stock === undefined) {
    if (prototype.constructor.name !== 'SyncWriteStream') return false;
    stock = { prototype, write: prototype.write, _write: prototype._write };
  }
  return (
    prototype === stock.prototype &&
    stream.write === stock.write &&
    (stream as FileStream)._write === stock._write
  );
}

/** Open, with nothing before the text, and writing what every stream writes. */
function isIdle(stream: FileStream): boolean {
  return (
    stream.writable &&
    stream.writableLength === 0 &&
    stream.writableCorked === 0 &&
    stream._writableState.defaultEncoding === 'utf8'
  );
}
