import { isInternalThread } from 'node:worker_threads';
import { loadStartBundle } from './core/compiled-bundle.js';
import { enableCompileCache } from './sdk/compile-cache.js';
import { isPackageManager } from './sdk/package-manager.js';

// `--require` and `--import` run this before the app. Whatever goes wrong here, the app runs: without telemetry.
quietly(() => {
  // The thread of a module loader runs the parent's `--require` too. Nothing of the app runs there, or in npm's process.
  if (isInternalThread || isPackageManager()) return;
  // Before the rest is loaded, which takes twice as long without.
  enableCompileCache();
  loadStartBundle();
  const { start } = require('./sdk/start.js') as typeof import('./sdk/start.js');
  const { startWhenUsed } = require('./sdk/start-when-used.js') as typeof import('./sdk/start-when-used.js');
  startWhenUsed(() => quietly(start));
});

function quietly(begin: () => void): void {
  try {
    begin();
  } catch (error) {
    const { warn } = require('./core/warn.js') as typeof import('./core/warn.js');
    const { tooOld } = require('./core/supported-node.js') as typeof import('./core/supported-node.js');
    const message = tooOld() ?? (error instanceof Error ? error.message : String(error));
    warn(`not started, the app runs without it: ${message}`);
  }
}
