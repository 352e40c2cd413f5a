import { warn } from '../core/warn.js';

/** What processes and threads of vitest run whose test files are in contexts of `node:vm`. */
const VM_POOL = /[\\/]vitest[\\/]dist[\\/]workers[\\/](vmThreads|vmForks)\.js$/;

/** One line on stderr where test files get copies of all packages, past each hook of Node's. */
export function tellVmPool(): void {
  const [, pool] = VM_POOL.exec(process.argv[1] ?? '') ?? [];
  if (pool !== undefined)
    warn(
      `vitest's pool ${pool} gives test files copies of winston and of OpenTelemetry's API that the preload can not see: their lines carry no trace_id and are not exported, and spans of that API are lost; run vitest with --pool=forks or --pool=threads`,
    );
}
