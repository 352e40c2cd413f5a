import { Server } from 'node:net';
import { CONTEXT_MANAGER, OPENTELEMETRY_API, ORIGINALS } from '../../core/globals.js';
import type { Slot } from '../../core/slot.js';

const LOGGER_FILE = /[\\/]winston[\\/]lib[\\/]winston[\\/]logger\.js$/;
/** The bridge's own, and the one around OpenTelemetry's own SDK set-up. */
const OWN_PROVIDERS: readonly string[] = ['RecordingTracerProvider', 'CorrelatingTracerProvider'];

interface ApiGlobal {
  readonly trace?: { getDelegate?(): object };
  readonly context?: object;
}

/** Class names of the registered tracer provider and context manager, when they aren't ours. */
export function foreignRegistrations(): { foreignProvider?: string; foreignContextManager?: string } {
  const shared = globalThis as { [OPENTELEMETRY_API]?: ApiGlobal; [CONTEXT_MANAGER]?: object };
  const { trace, context } = shared[OPENTELEMETRY_API] ?? {};
  const provider = trace?.getDelegate?.() ?? trace;
  const providerName = provider?.constructor.name;
  return {
    ...(providerName !== undefined &&
      !OWN_PROVIDERS.includes(providerName) && { foreignProvider: providerName }),
    ...(context !== undefined &&
      context !== shared[CONTEXT_MANAGER] && { foreignContextManager: context.constructor.name }),
  };
}

/** Built-in modules whose requests nobody observes: the bridge does by what their servers inherit. */
export function unpatchedModules(): string[] {
  return Object.hasOwn(Server.prototype, 'emit') ? [] : ['http', 'https'];
}

/** winston's logger files that are loaded without their class being captured. */
export function uncapturedLoggers(): string[] {
  const { [ORIGINALS]: captured } = globalThis as { [ORIGINALS]?: Slot<object, unknown> };
  return Object.entries(require.cache).flatMap(([file, module]) => {
    const prototype = (module?.exports as { prototype?: object } | undefined)?.prototype;
    if (!LOGGER_FILE.test(file) || prototype === undefined) return [];
    return captured?.get(prototype) === undefined ? [file] : [];
  });
}
