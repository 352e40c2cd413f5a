/** The exporter thread's program with all that it loads, in one text: `scripts/build.mjs` writes the module. */
export const WORKER_SOURCE: string;
