import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  realpathSync,
  renameSync,
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

/**
 * Reads a file into the store, writes it anew with what the store keeps of it, so that it stays within the store's
 * bounds from start to start, and then adds what comes. Lines that can't be read are left out: the last one may be torn.
 */
export async function openKeepFile(file: string, store: TelemetryStore): Promise<KeepFile> {
  if (existsSync(file)) {
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
    try {
      const request = readLine(line);
      if (request !== undefined) store.add(request);
    } catch {
      // See openKeepFile().
    }
  }
}
