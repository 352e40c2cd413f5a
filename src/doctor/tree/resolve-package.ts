import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The folder of a package as a file in `from` would load it. By folders, because `exports` of many packages hide their
 * package.json; by its main file where packages are in no folder of that name, as with Yarn's Plug'n'Play.
 */
export function resolvePackage(name: string, from: string): string | undefined {
  const { resolve } = createRequire(join(from, 'index.js'));
  const folders = (resolve.paths(name) ?? []).map((path) => join(path, name));
  return [...folders, ...folderOfMain(name, resolve)].find((folder) =>
    existsSync(join(folder, 'package.json')),
  );
}

function folderOfMain(name: string, resolve: NodeJS.RequireResolve): string[] {
  try {
    const [, folder] = new RegExp(`(.*[\\\\/]node_modules[\\\\/]${name})[\\\\/]`).exec(resolve(name)) ?? [];
    return folder === undefined ? [] : [folder];
  } catch {
    return [];
  }
}
