import { loadBundle, loadBundleMadeAhead } from '../core/compiled-bundle.js';

/** Imported before all that it loads: each bundle after those that it takes from. */
loadBundleMadeAhead('start');
for (const name of ['common', 'api', 'bridge', 'inline', 'lambda']) loadBundle(name);
