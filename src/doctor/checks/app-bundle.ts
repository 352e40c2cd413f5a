import { explainBundled, findBundled } from '../../sdk/bundled-packages.js';
import { appCheck } from '../app-check.js';
import type { Finding } from '../finding.js';

/** Packages inside the app's own file, where no preload can find them. */
export const appBundleCheck = appCheck('app-bundle', 'App: bundle', ({ files, main }) => {
  const bundled = findBundled(main === undefined || files.includes(main) ? files : [main, ...files]);
  return [...bundled].map(([name, file]): Finding => {
    const severity = name === 'express' ? 'info' : 'error';
    return { id: 'bundled', severity, ...explainBundled(name, file) };
  });
});
