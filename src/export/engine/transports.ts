import { warn } from '../../core/warn.js';
import type { Signal } from '../../otlp/signal.js';
import { type ExportConfig, STDOUT_URL } from '../config-types.js';
import { HttpTransport } from '../transport/http-transport.js';
import { createStdoutTransport } from '../transport/stdout-transport.js';
import type { Transport } from '../transport/transport.js';

/** Makes the transport of a signal that has a destination. */
export type TransportFactory = (signal: Signal) => Transport;

/**
 * Transports as configured. One whose URL is unusable refuses all batches, so that they are counted and
 * told like any other refusal.
 */
export function transportsFor(config: ExportConfig, unref: boolean): TransportFactory {
  return (signal) => {
    const destination = config.destinations[signal]!;
    if (destination.url === STDOUT_URL) return createStdoutTransport(signal, unref);
    try {
      return new HttpTransport({
        signal,
        destination,
        concurrency: config.concurrency,
        maxResponseBytes: config.maxResponseBytes,
        compressAboveBytes: config.compressAboveBytes,
        unref,
      });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      warn(`${signal} can't be sent with this configuration: ${message}`);
      return {
        send: async () => ({
          kind: 'refused',
          cause: { type: 'setup', code: code ?? 'invalid configuration' },
        }),
        isAwaited: false,
        close: () => {},
      };
    }
  };
}
