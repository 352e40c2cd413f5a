import {
  appendFileSync,
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { warn } from '../../core/warn.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { plural } from '../text/format.js';
import { readLine, requestLine, traceLines } from './otlp-lines.js';

/** Keeps what comes in a file of OTLP JSON lines, over a restart. */
export interface KeepFile {
  close(): void;
}

/** How each line of such a file begins, also a torn one; blank lines are let pass, and what an editor puts first. */
const OTLP_LINE = /^\ufeff?\s*(?:\{\s*"resource|$)/;

/** Metrics, which a Collector's file exporter writes beside the rest. */
const METRICS_LINE = /^\ufeff?\s*\{\s*"resourceMetrics"/;

/**
 * Reads a file into the store, then adds what comes, and empties it when the store is cleared. Where the file has outgrown
 * the store's bounds, it is written anew before, with what the store keeps of it and its metrics; else its lines stay as
 * they are, a Collector's too. Lines that can't be read, such as a torn one, are passed by, and it is told how many.
 * @throws Error when the file is another one, which is left as it is, or can't be read or written
 */
export async function openKeepFile(file: string, store: TelemetryStore): Promise<KeepFile> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new Error(`${file} is a folder, no file of OTLP JSON lines`);
  const folder = dirname(resolve(file));
  if (!existsSync(folder)) throw new Error(`${file} can't be written: there is no folder ${folder}`);
  if (found !== undefined) {
    // A link stays one.
    const path = realpathSync(file);
    await readInto(store, path);
    const { spans, logs } = store.traces.evicted;
    if (spans + logs > 0) {
      await pipeline(Readable.from(keptLines(store, path)), createWriteStream(`${path}.new`));
      renameSync(`${path}.new`, path);
    }
  }
  const descriptor = openSync(file, 'a');
  let isWritten = true;
  /** Synchronous, so that nothing from before a clear is written after it. A full disk ends the file, not the receiver. */
  const change = (write: () => void) => {
    if (!isWritten) return;
    try {
      write();
    } catch (error) {
      isWritten = false;
      warn(`${file} is not written any more: ${(error as Error).message}`);
    }
  };
  if (found !== undefined && endsWithinLine(file)) change(() => appendFileSync(descriptor, '\n'));
  const unsubscribe = store.subscribe(({ request }) =>
    change(() => appendFileSync(descriptor, requestLine(request))),
  );
  const unsubscribeClear = store.onClear(() => change(() => ftruncateSync(descriptor)));
  return {
    close() {
      unsubscribe();
      unsubscribeClear();
      closeSync(descriptor);
    },
  };
}

async function* keptLines(store: TelemetryStore, file: string): AsyncGenerator<string> {
  yield* traceLines(store.traces.all());
  for await (const line of linesOf(file)) if (METRICS_LINE.test(line)) yield `${line}\n`;
}

function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
}

function endsWithinLine(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const last = Buffer.alloc(1);
    const { size } = fstatSync(descriptor);
    return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
  } finally {
    closeSync(descriptor);
  }
}

async function readInto(store: TelemetryStore, file: string): Promise<void> {
  let unread = 0;
  for await (const line of linesOf(file)) {
    if (!OTLP_LINE.test(line)) throw new Error(`${file} is no file of OTLP JSON lines: it is left as it is`);
    if (!takeLine(store, line)) unread += 1;
  }
  if (unread > 0) warn(`${plural(unread, 'line')} of ${file} could not be read, or not whole`);
}

/** Whether all that is on the line was taken. */
function takeLine(store: TelemetryStore, line: string): boolean {
  try {
    return readLine(line)
      .map((request) => store.add(request))
      .every((refused) => refused === undefined);
  } catch {
    return false;
  }
}
