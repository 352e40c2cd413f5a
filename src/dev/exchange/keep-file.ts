import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  realpathSync,
  renameSync,
  statSync,
  type WriteStream,
} from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { readLine, requestLine, traceLines } from './otlp-lines.js';

/** Keeps what comes in a file of OTLP JSON lines, over a restart. */
export interface KeepFile {
  /** Writes what is pending and ends. */
  close(): Promise<void>;
}

/** How each line of such a file begins, also a torn one; blank lines are let pass, and what an editor puts first. */
const OTLP_LINE = /^\ufeff?\s*(?:\{\s*"resource|$)/;

/**
 * Reads a file into the store, writes it anew with what the store keeps of it, so that it stays within the store's
 * bounds from start to start, and then adds what comes. Lines that can't be read are left out: the last one may be torn.
 * @throws Error when the file is another one, which is left as it is, or can't be read or written
 */
export async function openKeepFile(file: string, store: TelemetryStore): Promise<KeepFile> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new Error(`${file} is a folder, no file of OTLP JSON lines`);
  if (found !== undefined) {
    // A link stays one.
    const path = realpathSync(file);
    await readInto(store, path);
    await pipeline(Readable.from(traceLines(store.traces.all())), createWriteStream(`${path}.new`));
    renameSync(`${path}.new`, path);
  }
  const out: WriteStream = createWriteStream(file, { flags: 'a' });
  await once(out, 'open');
  // A full disk ends the file, not the receiver.
  out.on('error', () => {});
  const unsubscribe = store.subscribe(({ request }) => out.write(requestLine(request)));
  return {
    async close() {
      unsubscribe();
      await new Promise((resolve) => out.end(resolve));
    },
  };
}

async function readInto(store: TelemetryStore, file: string): Promise<void> {
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (!OTLP_LINE.test(line)) throw new Error(`${file} is no file of OTLP JSON lines: it is left as it is`);
    try {
      const request = readLine(line);
      if (request !== undefined) store.add(request);
    } catch {
      // See openKeepFile().
    }
  }
}
