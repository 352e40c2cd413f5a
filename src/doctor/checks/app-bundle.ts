import { basename } from 'node:path';
import { findBundled } from '../app/bundle.js';
import { appCheck } from '../app-check.js';
import type { Finding } from '../finding.js';

/** Packages inside the app's own file, where no preload can find them. */
export const appBundleCheck = appCheck('app-bundle', 'App: bundle', ({ files, main }) => {
  const bundled = findBundled(main === undefined || files.includes(main) ? files : [main, ...files]);
  return [...bundled].map(([name, file]) => explain(name, basename(file)));
});

function explain(name: string, file: string): Finding {
  return {
    id: 'bundled',
    severity: name === 'express' ? 'info' : 'error',
    what: `${name} is bundled into ${file}`,
    why: CONSEQUENCES[name] ?? 'the preload can not find it there',
    fix: `keep it out of the bundle: esbuild --external:${name}, or externals: ['${name}'] in webpack`,
  };
}

const CONSEQUENCES: Readonly<Record<string, string>> = {
  winston: 'the preload can not find its loggers: their lines carry no trace_id and are not exported',
  '@opentelemetry/api':
    'a copy of the API of its own; when it is newer than the installed one its spans are lost',
  express:
    'requests are recorded all the same (http is patched); packages of a bundle can not be patched later',
};
