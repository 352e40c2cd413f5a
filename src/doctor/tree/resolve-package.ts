import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The folder of a package as a file in `from` would load it. By folders and not by `require.resolve`: `exports` of many
 * packages hide their package.json.
 */
export function resolvePackage(name: string, from: string): string | undefined {
  const paths = createRequire(join(from, 'index.js')).resolve.paths(name) ?? [];
  return paths.map((path) => join(path, name)).find((folder) => existsSync(join(folder, 'package.json')));
}
