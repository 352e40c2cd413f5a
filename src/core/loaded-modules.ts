import Module from 'node:module';
import { OWN_FILE } from './own-file.js';

type Loaded = Readonly<Record<string, NodeJS.Module | undefined>>;

/**
 * The CommonJS modules that are loaded, by file: `require.cache`, which jest has its own of. A bundler makes that its
 * own table, or leaves no `require` at all: in a bundle Node's table is the one of what is not inside.
 */
export function loadedModules(): Loaded {
  return OWN_FILE === undefined ? (Module as unknown as { _cache: Loaded })._cache : require.cache;
}
