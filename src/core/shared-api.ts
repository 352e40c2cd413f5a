import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OWN_FILE } from './own-file.js';

type Api = typeof import('@opentelemetry/api');

/** In dist/bundles (`scripts/build/bundles.mjs`): the files of one version of the API as one. */
interface BundledApi {
  readonly version: string;
  load(): Api;
}

/**
 * The app's copy of `@opentelemetry/api`, which is the bridge's too. Its CommonJS form is 57 files, which take 14 ms of
 * CPU to find and read, a fifth of the start; the same as one file takes 3. Where the app's copy is of the very version
 * that is bundled, it is loaded from that, and stands in `require.cache` under its own name.
 */
export function sharedApi(): Api {
  if (OWN_FILE !== undefined) loadBundled(OWN_FILE);
  return require('@opentelemetry/api') as Api;
}

function loadBundled(from: string): void {
  try {
    const load = createRequire(from);
    const file = load.resolve('@opentelemetry/api');
    if (load.cache[file] !== undefined) return;
    const api = load('../bundles/api.js') as BundledApi;
    const { version } = JSON.parse(
      readFileSync(join(dirname(file), '..', 'package.json'), 'utf8'),
    ) as BundledApi;
    if (version !== api.version) return;
    const module = new Module(file);
    module.filename = file;
    module.exports = api.load();
    module.loaded = true;
    load.cache[file] = module;
  } catch {
    // Whoever requires the API is told what is missing.
  }
}
