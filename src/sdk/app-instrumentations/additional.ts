import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { ResolvedOptions } from '../../config/options.js';
import { warnOnce } from '../../core/warn.js';
import { registerImportHooks } from './import-hooks.js';
import { loadAppInstrumentations, OWN_INSTRUMENTATIONS } from './load.js';

/** Those that code passed to `start()`, and those that the app has in its dependencies. */
export function additionalInstrumentations(options: ResolvedOptions): Instrumentation[] {
  const passed = options.instrumentations.flat().filter(isNotOwn);
  const names = new Set(passed.map(({ instrumentationName }) => instrumentationName));
  const loaded = loadAppInstrumentations();
  const all = [
    ...passed,
    ...loaded.instrumentations.filter((instrumentation) => {
      if (!names.has(instrumentation.instrumentationName)) return true;
      instrumentation.disable();
      return false;
    }),
  ];
  if (all.length > 0) registerImportHooks(all, [__filename, ...loaded.files]);
  return all;
}

function isNotOwn(instrumentation: Instrumentation): boolean {
  const { instrumentationName } = instrumentation;
  if (!OWN_INSTRUMENTATIONS.has(instrumentationName)) return true;
  // Its constructor has enabled it.
  instrumentation.disable();
  warnOnce(`${instrumentationName} is left out: tracebridge has its own`);
  return false;
}
