import { keepsAll } from '../../config/keep-rules.js';
import type { ResolvedOptions } from '../../config/options.js';
import { timedOut } from '../../core/errors.js';
import { warnOnce } from '../../core/warn.js';
import { EXPORT_DEFAULTS } from '../../export/config-types.js';
import { flushOnSignals } from '../../export/exit/signals.js';
import { emitToLogsApi } from '../../logs/record/api-sink.js';
import { addLogSink } from '../../logs/record/sink.js';
import { startDebug } from '../debug.js';
import { type BridgeHandle, createHandle, handedOver } from '../handle.js';
import { holdLines } from '../held-lines.js';
import { startStandardSdk } from './standard-sdk.js';

/**
 * A bridge whose telemetry goes out through OpenTelemetry's own SDK: for gRPC, Prometheus, Zipkin and configuration
 * files. Its queues and retries are the SDK's. `stats()` counts what is handed to it, as delivered: nobody says what
 * becomes of it.
 */
export function createStandardBridge(options: ResolvedOptions): BridgeHandle {
  if (!keepsAll(options.keep))
    warnOnce(
      'TRACEBRIDGE_KEEP has no effect where OpenTelemetry’s own SDK exports (gRPC, Prometheus, Zipkin, OTEL_CONFIG_FILE): use tail sampling in the Collector, or OTLP over HTTP',
    );
  holdLines(options, false);
  const sdk = startStandardSdk(options);
  let logCount = 0;
  const removeSink = addLogSink((record) => {
    logCount++;
    emitToLogsApi(record);
  });
  const endDebug = startDebug();
  const flushQuietly = () => within(EXPORT_DEFAULTS.signalTimeoutMillis, sdk.forceFlush()).catch(() => {});
  const removeSignals = flushOnSignals({ flush: flushQuietly });
  const onBeforeExit = () => void flushQuietly();
  process.once('beforeExit', onBeforeExit);

  return createHandle({
    flush: (timeoutMillis) => within(timeoutMillis, sdk.forceFlush()),
    async end(timeoutMillis) {
      await within(timeoutMillis, sdk.shutdown()).catch(() => {});
      endDebug();
      removeSink();
      removeSignals();
      process.off('beforeExit', onBeforeExit);
    },
    stats: () => handedOver({ traces: sdk.spanCount(), metrics: 0, logs: logCount }),
  });
}

/** @throws BridgeError TRACEBRIDGE_TIMEOUT, as a rejection */
async function within(timeoutMillis: number, work: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(timedOut(timeoutMillis)), timeoutMillis);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
