import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { resolveOptions } from '../../config/resolve.js';
import { createHttpInstrumentations } from '../instrumentations.js';
import { taps } from './taps.js';

/**
 * Instruments requests as the preload does, unless `start()` has.
 * @returns a function that takes the instrumentation away
 */
export function captureHttp(): () => void {
  if (taps.instrumented) return () => {};
  return registerInstrumentations({ instrumentations: createHttpInstrumentations(resolveOptions()) });
}
