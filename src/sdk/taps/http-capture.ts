import { createRequire } from 'node:module';
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { resolveOptions } from '../../config/resolve.js';
import { createHttpInstrumentations, patchBuiltins } from '../instrumentations.js';
import { withRequireHook } from '../require-hook/with-require-hook.js';
import { taps } from './taps.js';

/**
 * Instruments requests as the preload does, unless `start()` has.
 * @returns a function that takes the instrumentation away
 */
export function captureHttp(): () => void {
  if (taps.instrumented) return () => {};
  const options = resolveOptions();
  const instrumentations = withRequireHook(__filename, () => createHttpInstrumentations(options));
  const disable = registerInstrumentations({ instrumentations });
  patchBuiltins();
  const unpatch = instrumentations.filter(isHttp).map(patchDirectly);
  return () => {
    disable();
    for (const undo of unpatch) undo();
  };
}

function isHttp(instrumentation: Instrumentation): instrumentation is HttpInstrumentation {
  return instrumentation instanceof HttpInstrumentation;
}

/** jest's `require` passes no hook, but gives the process's own built-in modules. A second patch is a no-op. */
function patchDirectly(instrumentation: HttpInstrumentation): () => void {
  const load = createRequire(__filename);
  // biome-ignore lint/complexity/useLiteralKeys: `init` is protected
  const definitions = instrumentation['init']();
  for (const { name, patch } of definitions) patch?.(load(name));
  return () => {
    for (const { name, unpatch } of definitions) unpatch?.(load(name));
  };
}
