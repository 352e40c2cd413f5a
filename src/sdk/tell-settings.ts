import { isMainThread } from 'node:worker_threads';
import { readAll } from '../config/environment.js';
import { tellUnknownVariables } from '../config/unknown-variables.js';
import { nextTick } from '../core/native.js';
import { OWN_FILE } from '../core/own-file.js';
import { tellBundledPackages } from './bundled-packages.js';
import { tellVmPool } from './vm-pool.js';

let told = false;

/** Tells on stderr, once, what of the environment has no effect, and what of the app the bridge can't see. */
export function tellSettings(): void {
  if (told) return;
  told = true;
  readAll();
  if (!isMainThread) {
    // A thread knows its file once the preloads have run.
    nextTick(tellVmPool);
    return;
  }
  tellVmPool();
  tellUnknownVariables();
  if (OWN_FILE !== undefined) tellBundledPackages();
}
