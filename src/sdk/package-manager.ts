import { realpathSync } from 'node:fs';

/**
 * The programs of npm, pnpm, Yarn and Corepack, as installed (`npm/bin/npm-cli.js`, `corepack/dist/yarn.js`), released
 * into a repository (`.yarn/releases/yarn-4.9.1.cjs`) or kept by Corepack (`pnpm/10.2.0/bin/pnpm.cjs`).
 */
const PROGRAM =
  /[\\/](npm[\\/]bin[\\/]np[mx]-cli|corepack[\\/]dist[\\/][a-z]+|(pnpm|yarn)([\\/]\d[^\\/]*)?([\\/](bin|dist))?[\\/](pnpm|pnpx|yarn|yarnpkg)|releases[\\/]yarn-\d[^\\/]*)\.[cm]?js$/;

/**
 * Whether this process is a package manager's, which NODE_OPTIONS reaches when it starts an app: its requests are no
 * part of the app, and its registry is not to get the app's IDs.
 */
export function isPackageManager(script = process.argv[1]): boolean {
  if (script === undefined) return false;
  try {
    return PROGRAM.test(realpathSync(script));
  } catch {
    // A script that is not there, or may not be looked for.
    return PROGRAM.test(script);
  }
}
