import { appCheck } from '../app-check.js';
import { readManifest } from '../tree/manifest.js';

const API = '@opentelemetry/api';

/** Copies of the API that the app really loaded. */
export const appApiCopiesCheck = appCheck(
  'app-api-copies',
  'App: copies of the API',
  ({ packages }) => {
    const folders = packages.find(({ name }) => name === API)?.folders ?? [];
    if (folders.length < 2) return [];
    const list = folders.map((folder) => `${readManifest(folder)?.version ?? '?'} (${folder})`);
    return [
      {
        id: 'api-copies-loaded',
        severity: 'error',
        what: `${folders.length} copies of ${API} are loaded: ${list.join(', ')}`,
        why: 'a copy that is newer than the one tracebridge registers with stays without effect: spans made with it are lost silently',
        fix: `npm dedupe, or in package.json: "overrides": { "${API}": "^1.10.0" }`,
      },
    ];
  },
  ({ packages }) => `${packages.find(({ name }) => name === API)?.folders.length ?? 0} loaded`,
);
