import type { ResolvedOptions } from '../../config/options.js';
import { BridgeError } from '../../core/errors.js';
import { EXPORT_DEFAULTS } from '../../export/config-types.js';
import { flushOnSignals } from '../../export/exit/signals.js';
import { emitToLogsApi } from '../../logs/record/api-sink.js';
import { addLogSink } from '../../logs/record/sink.js';
import type { BridgeHandle } from '../handle.js';
import { startStandardSdk } from './standard-sdk.js';

const FLUSH_MILLIS = 10_000;
const SHUTDOWN_MILLIS = 5000;

/**
 * A bridge whose telemetry goes out through OpenTelemetry's own SDK: for gRPC, Prometheus, Zipkin and configuration
 * files. Its queues and retries are the SDK's. `stats()` counts what is handed to it, as delivered: nobody says what
 * becomes of it.
 */
export function createStandardBridge(options: ResolvedOptions): BridgeHandle {
  const sdk = startStandardSdk(options);
  let logCount = 0;
  const removeSink = addLogSink((record) => {
    logCount++;
    emitToLogsApi(record);
  });
  const flushQuietly = () => within(EXPORT_DEFAULTS.signalTimeoutMillis, sdk.forceFlush()).catch(() => {});
  const removeSignals = flushOnSignals(flushQuietly);
  const onBeforeExit = () => void flushQuietly();
  process.once('beforeExit', onBeforeExit);

  let ended: Promise<void> | undefined;
  const end = async (timeoutMillis: number) => {
    await within(timeoutMillis, sdk.shutdown()).catch(() => {});
    removeSink();
    removeSignals();
    process.off('beforeExit', onBeforeExit);
  };
  return {
    forceFlush: (timeoutMillis = FLUSH_MILLIS) => within(timeoutMillis, sdk.forceFlush()),
    shutdown(timeoutMillis = SHUTDOWN_MILLIS) {
      ended ??= end(timeoutMillis);
      return ended;
    },
    stats: () => ({
      traces: handedOver(sdk.spanCount()),
      metrics: handedOver(0),
      logs: handedOver(logCount),
      memory: { bytes: 0, limitBytes: 0 },
      requests: { sent: 0, retried: 0, failed: 0 },
    }),
  };
}

function handedOver(count: number) {
  return { accepted: count, delivered: count, rejected: 0, dropped: {}, queued: 0 };
}

/** @throws BridgeError TRACEBRIDGE_TIMEOUT, as a rejection */
async function within(timeoutMillis: number, work: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      reject(
        new BridgeError(
          'TRACEBRIDGE_TIMEOUT',
          `Not everything could be delivered within ${timeoutMillis} ms`,
        ),
      ),
    timeoutMillis,
  );
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
