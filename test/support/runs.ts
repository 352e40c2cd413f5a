/** Set by jest's project "long". */
declare const LONG_RUNS: boolean | undefined;

/** Runs of a property: all in `npm run test:long`, a tenth in `npm test`. */
export function runs(all: number): number {
  return typeof LONG_RUNS === 'undefined' ? Math.ceil(all / 10) : all;
}
