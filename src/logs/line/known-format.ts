import type { Format } from '../record/info.js';
import type { LineFormat } from './line-format.js';
import { stockFormatOf } from './stock/stock-format.js';
import { structuredFormatOf } from './structured-json.js';

/** @returns undefined for a format whose effect is not known: it has to be run */
export function lineFormatOf(format: unknown): LineFormat | undefined {
  if (typeof format !== 'object' || format === null) return undefined;
  return structuredFormatOf(format as Format) ?? stockFormatOf(format as Format);
}
