import { writeSync } from 'node:fs';
import type { Signal } from '../../otlp/signal.js';
import type { Batch } from '../batch.js';
import { DESTINATION_DEFAULTS, STDOUT_URL } from '../config-types.js';
import { encodeBody } from './body.js';
import { connectionFailure, type Outcome } from './outcome.js';
import type { Transport } from './transport.js';

const STDOUT = 1;
const PAUSE_MILLIS = 5;

/**
 * OpenTelemetry Protocol File Exporter to stdout: a line of OTLP/JSON for each batch
 * (https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/). Written by the file descriptor: `process.stdout`
 * of a thread goes by the main thread, which may be about to end.
 */
export function createStdoutTransport(signal: Signal, unref: boolean): Transport {
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  async function write(batch: Batch): Promise<Outcome> {
    try {
      const destination = {
        ...DESTINATION_DEFAULTS,
        url: STDOUT_URL,
        protocol: 'http/json',
        compression: 'none',
      } as const;
      const { body } = encodeBody(batch, { signal, destination, compressAboveBytes: 0, mayCompress: false });
      let rest: Uint8Array = Buffer.concat([body, Buffer.from('\n')]);
      while (rest.length > 0) {
        rest = rest.subarray(tryWrite(rest));
        if (rest.length === 0) break;
        // A pipe that is full. What began is written to its end, so that lines stay whole.
        if (isClosed) return connectionFailure({ code: 'EAGAIN' });
        await pause(unref);
      }
      return { kind: 'delivered', rejected: 0, message: undefined };
    } catch (error) {
      // Nobody reads, or stdout is closed: that is for good.
      const { code = String(error) } = error as NodeJS.ErrnoException;
      return { kind: 'refused', cause: { type: 'setup', code } };
    }
  }

  return {
    send(batch) {
      const sent = last.then(() => write(batch));
      last = sent;
      return sent;
    },
    // Of a line that began nobody else may write the rest.
    isAwaited: true,
    close() {
      isClosed = true;
    },
  };
}

/** @returns the bytes that were taken */
function tryWrite(bytes: Uint8Array): number {
  try {
    return writeSync(STDOUT, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

function pause(unref: boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE_MILLIS);
    if (unref) timer.unref();
  });
}
