import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseJsonText } from '../../core/json-text.js';

type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

const LOCK_FILES: readonly (readonly [file: string, manager: PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];
const INSTALL: Readonly<Record<PackageManager, string>> = {
  npm: 'install',
  pnpm: 'add',
  yarn: 'add',
  bun: 'add',
};

/**
 * Who installs packages in a folder: `packageManager` of the nearest package.json that says so, or the nearest lock
 * file, whichever is nearer; in a workspace they lie above. npm where nobody says.
 */
export function packageManagerOf(directory: string): PackageManager {
  for (let folder = directory; ; folder = dirname(folder)) {
    const manager = declared(folder) ?? LOCK_FILES.find(([file]) => existsSync(join(folder, file)))?.[1];
    if (manager !== undefined) return manager;
    if (dirname(folder) === folder) return 'npm';
  }
}

export function installCommand(manager: PackageManager, packages: readonly string[]): string[] {
  return [manager, INSTALL[manager], ...packages];
}

function declared(folder: string): PackageManager | undefined {
  try {
    const { packageManager } = parseJsonText(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      packageManager?: unknown;
    };
    const [name] = String(packageManager).split('@');
    return name !== undefined && Object.hasOwn(INSTALL, name) ? (name as PackageManager) : undefined;
  } catch {
    return undefined;
  }
}
