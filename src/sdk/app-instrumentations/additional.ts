import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { ResolvedOptions } from '../../config/options.js';
import { OWN_FILE } from '../../core/own-file.js';
import { warnOnce } from '../../core/warn.js';
import { registerImportHooks } from './import-hooks.js';
import { loadAppInstrumentations, OWN_INSTRUMENTATIONS } from './load.js';

/**
 * Those that code passed to `start()`, and those that the app has in its dependencies.
 * @param own the bridge's, which take over the configuration of a passed one of their name
 */
export function additionalInstrumentations(
  options: ResolvedOptions,
  own: readonly Instrumentation[],
): Instrumentation[] {
  const passed = options.instrumentations.flat().filter((each) => isNotOwn(each, own));
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
  if (all.length > 0)
    registerImportHooks(all, OWN_FILE === undefined ? loaded.files : [OWN_FILE, ...loaded.files]);
  return all;
}

/**
 * Takes back what instrumentations that the bridge has of its own have patched, as their constructors do: before the
 * bridge's patch the same methods, since a patch that lies under another one can't be taken back.
 */
export function disableReplaced({ instrumentations }: ResolvedOptions): void {
  for (const instrumentation of instrumentations.flat())
    if (OWN_INSTRUMENTATIONS.has(instrumentation.instrumentationName)) instrumentation.disable();
}

function isNotOwn(instrumentation: Instrumentation, own: readonly Instrumentation[]): boolean {
  const { instrumentationName } = instrumentation;
  if (!OWN_INSTRUMENTATIONS.has(instrumentationName)) return true;
  const config = instrumentation.getConfig();
  const counterpart = own.find((each) => each.instrumentationName === instrumentationName);
  if (counterpart === undefined) warnOnce(`${instrumentationName} is left out: tracebridge has its own`);
  else if (config.enabled === false) counterpart.disable();
  else counterpart.setConfig(config);
  return false;
}
