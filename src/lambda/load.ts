import { loadBundle, loadStartBundle } from '../core/compiled-bundle.js';

/** Imported before all that it loads. */
loadStartBundle();
loadBundle('lambda');
