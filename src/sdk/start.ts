import { readOrDefault } from '../config/environment.js';
import type { ResolvedOptions } from '../config/options.js';
import { resolveOptions } from '../config/resolve.js';
import type { StartOptions } from '../config/start-options.js';
import { loadBundle } from '../core/compiled-bundle.js';
import { OPENTELEMETRY_API } from '../core/globals.js';
import { setShared } from '../core/share.js';
import { tooOld } from '../core/supported-node.js';
import { warnOnce } from '../core/warn.js';
import { type BridgeHandle, createHandle, getRunningBridge, handedOver, setRunningBridge } from './handle.js';

/**
 * Starts the bridge: providers, instrumentations, capture of winston, export. The preload calls it with no options;
 * a second call, also from another copy of the package, changes nothing and gives the same handle; options that it
 * brings are told on stderr to have no effect.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * ```ts
 * import { start } from 'tracebridge';
 *
 * const bridge = start({ serviceName: 'shop', trust: 'link' }); // before the app's other modules are loaded
 * console.log(bridge.stats().logs.accepted);
 * ```
 */
export function start(options?: StartOptions): BridgeHandle {
  const resolved = resolveOptions(options);
  const running = getRunningBridge();
  if (running !== undefined) {
    tellIgnored(options);
    const { captureBundledLoggers } =
      require('../logs/winston/loaded-loggers.js') as typeof import('../logs/winston/loaded-loggers.js');
    captureBundledLoggers();
    return running;
  }
  const problem = tooOld();
  if (problem !== undefined) warnOnce(`not started, the app runs without it: ${problem}`);
  const isDisabled = problem !== undefined || readOrDefault('OTEL_SDK_DISABLED');
  const handle = isDisabled ? createDisabledBridge() : createEnabledBridge(resolved);
  setRunningBridge(handle);
  hideApi();
  return handle;
}

/** The API is registered under a symbol that shows where an app prints or copies its globals. */
function hideApi(): void {
  const api: unknown = Reflect.get(globalThis, OPENTELEMETRY_API);
  if (api !== undefined) setShared(OPENTELEMETRY_API, api);
}

function tellIgnored(options: StartOptions = {}): void {
  const names = Object.keys(options);
  if (names.length === 0) return;
  warnOnce(
    `start() was called before, or by the preload: ${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} no effect (under the preload, set the environment variables that docs/configuration.md names)`,
  );
}

/** Loads what the bridge is made of: nothing of it is needed where it is disabled, or never started. */
function createEnabledBridge(options: ResolvedOptions): BridgeHandle {
  loadBundle('bridge');
  const { createBridge } = require('./bridge.js') as typeof import('./bridge.js');
  return createBridge(options);
}

function createDisabledBridge(): BridgeHandle {
  const nothing = async () => {};
  const stats = () => handedOver({ traces: 0, metrics: 0, logs: 0 });
  return createHandle({ flush: nothing, end: nothing, stats });
}
