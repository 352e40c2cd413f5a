import { readOrDefault } from '../../config/environment.js';
import { batch } from './batched-stdout.js';
import { writeToFile } from './file-stream.js';

let isBatched: boolean | undefined;

/** Writes the text of a line to a stream of the console: with the others of its turn, past the stream, or by it. */
export function writeText(stream: NodeJS.WritableStream, text: string): void {
  isBatched ??= readOrDefault('TRACEBRIDGE_STDOUT') === 'batched';
  if (isBatched && stream === process.stdout && batch(text)) return;
  if (!writeToFile(stream, text)) stream.write(text);
}
