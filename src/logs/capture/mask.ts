import type { Values } from '../values.js';
import type { Info } from './info.js';

/**
 * Masks secrets in place. Fields without one keep their original value, so that the app's formats see the Dates,
 * errors and objects that they expect.
 */
export function maskSecrets(info: Info, { redactor, normalizer }: Values): void {
  if (redactor === undefined) return;
  // Not enumerable on an Error, but winston's `format.errors({ stack: true })` prints it.
  if (info instanceof Error && typeof info.stack === 'string') {
    Object.defineProperty(info, 'stack', {
      value: redactor.text(info.stack),
      configurable: true,
      writable: true,
    });
  }
  for (const name of Object.keys(info)) {
    const value = info[name];
    if (name === 'level' || value === null || value === undefined || typeof value === 'boolean') continue;
    if (name === 'message' && typeof value === 'string') {
      info[name] = redactor.text(value);
      continue;
    }
    const before = redactor.count;
    const plain = normalizer.toFields({ [name]: value });
    if (redactor.count !== before && plain !== undefined) info[name] = plain[name];
  }
}
