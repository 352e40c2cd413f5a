import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the tests' tools are kept, outside the work tree. An empty variable counts as unset, as everywhere here. */
export function cacheFolder(name) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'tracebridge', name);
}
