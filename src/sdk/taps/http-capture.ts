import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { resolveOptions } from '../../config/resolve.js';
import { OWN_FILE } from '../../core/own-file.js';
import { createHttpInstrumentations } from '../instrumentations.js';
import { withRequireHook } from '../require-hook/with-require-hook.js';
import { taps } from './taps.js';

/**
 * Instruments requests as the preload does, unless `start()` has.
 * @returns a function that takes the instrumentation away
 */
export function captureHttp(): () => void {
  if (taps.instrumented) return () => {};
  const options = resolveOptions();
  const instrumentations = withRequireHook(OWN_FILE, () => createHttpInstrumentations(options));
  return registerInstrumentations({ instrumentations });
}
