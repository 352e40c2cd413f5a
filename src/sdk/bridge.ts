import { isMainThread } from 'node:worker_threads';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import type { ResolvedOptions } from '../config/options.js';
import { createValues, getValues, setValues } from '../config/values.js';
import { keepCompiled } from '../core/compiled-bundle.js';
import { configureIdentity } from '../correlation/identity.js';
import { createExportChannel } from '../export/create.js';
import { flushAtExit } from '../export/exit/exit-flush.js';
import { Outbox } from '../export/outbox.js';
import { captureConsole } from '../logs/console/capture-console.js';
import { setLogPreset } from '../logs/line/presets/current.js';
import { emitToLogsApi } from '../logs/record/api-sink.js';
import { addLogSink } from '../logs/record/sink.js';
import { setAppendIds } from '../logs/winston/append-ids.js';
import { encodeResource } from '../otlp/encode/index.js';
import { SIGNALS } from '../otlp/signal.js';
import { additionalInstrumentations, disableReplaced } from './app-instrumentations/additional.js';
import { createChannelLogSink } from './channel-log-sink.js';
import { readDebugSecrets, startDebug } from './debug.js';
import { setDiagLogger } from './diag-logger.js';
import { createExportConfig, exportersOf } from './export-config.js';
import { type BridgeHandle, createHandle } from './handle.js';
import { holdLines } from './held-lines.js';
import { createInstrumentations } from './instrumentations.js';
import { keepLogs, startKeeping } from './keep.js';
import { type Exits, registerProviders } from './providers.js';
import { attributesToSend, createResource } from './resource.js';
import { endRuntimeMetrics, wantRuntimeMetrics } from './runtime-metrics.js';
import { observeBridge } from './self-metrics.js';
import { needsStandardSdk } from './standard/needed.js';
import { taps } from './taps/taps.js';
import { tellSettings } from './tell-settings.js';

/** A bridge that exports: by its own means, or by OpenTelemetry's set-up where the environment asks for what only that has. */
export function createBridge(options: ResolvedOptions): BridgeHandle {
  tellSettings();
  configureIdentity(options);
  setValues(createValues(options.redact));
  setLogPreset(options.logPreset);
  setAppendIds(options.appendIds);
  setDiagLogger('none');
  readDebugSecrets();
  if (!needsStandardSdk()) return createOwnBridge(options);
  const { createStandardBridge } =
    require('./standard/standard-bridge.js') as typeof import('./standard/standard-bridge.js');
  const handle = createStandardBridge(options);
  instrument(options);
  return handle;
}

function instrument(options: ResolvedOptions): void {
  taps.instrumented = true;
  disableReplaced(options);
  const own = createInstrumentations(options);
  const instrumentations = [...own, ...additionalInstrumentations(options, own)];
  wantRuntimeMetrics(instrumentations);
  registerInstrumentations({ instrumentations });
  if (options.console) captureConsole();
}

function createOwnBridge(options: ResolvedOptions): BridgeHandle {
  const exported = SIGNALS.filter((signal) => exportersOf(signal).includes('otlp'));
  const config = createExportConfig(options, exported);
  const channel = createExportChannel(config);
  const resource = createResource(options);
  channel.setResource(encodeResource(attributesToSend(resource), getValues().normalizer));
  const keeper = startKeeping(options, channel.keepAccount);
  holdLines(options, keeper !== undefined);
  // A thread may be terminated between two of its statements: what waited would be lost, uncounted.
  const outbox = new Outbox(isMainThread, channel);
  const endWaiting = () => {
    keeper?.end();
    outbox.close();
  };
  const exits = { channel, outbox, isKeeping: keeper !== undefined };
  const providers = registerProviders(options, resource, exits);
  const removeSink = addLogSinkFor(exits);
  instrument(options);
  const endDebug = startDebug();
  const endObservation = observeBridge(channel);
  const removeExitListeners = flushAtExit(channel, config, {
    async prepare() {
      keeper?.releaseOpen();
      outbox.flush();
      await providers.collectMetricsBeforeExit();
    },
    prepareAtOnce() {
      outbox.flush();
      providers.collectMetricsAtExit();
    },
    endWaiting,
    ended: keepCompiled,
  });
  return createHandle({
    async flush(timeoutMillis) {
      outbox.flush();
      await providers.collectMetrics();
      await channel.forceFlush(timeoutMillis);
    },
    async end(timeoutMillis) {
      endRuntimeMetrics();
      endWaiting();
      await providers.collectMetrics();
      await providers.shutdown();
      await channel.shutdown(timeoutMillis);
      endDebug();
      removeSink();
      endObservation();
      removeExitListeners();
    },
    stats() {
      outbox.flush();
      return channel.stats();
    },
  });
}

/** Captured records go straight to the channel; those that the console gets too pass the logger provider, which has both. */
function addLogSinkFor({ channel, outbox, isKeeping }: Exits): () => void {
  const names = exportersOf('logs');
  if (!names.includes('console') && !names.includes('otlp')) return () => {};
  const sink = names.includes('console') ? emitToLogsApi : createChannelLogSink(channel, outbox);
  return addLogSink(isKeeping ? keepLogs(sink) : sink);
}
