import { appCheck } from '../app-check.js';
import type { AppReport } from '../probe/probe.js';
import { isBlindCopy, ownApiVersion } from '../tree/api-compatibility.js';
import { readManifest } from '../tree/manifest.js';

const API = '@opentelemetry/api';

export const appApiCopiesCheck = appCheck(
  'app-api-copies',
  'App: copies of the API',
  (report) => {
    const folders = foldersOf(report);
    if (folders.length < 2) return [];
    const copies = folders.map((folder) => ({ folder, version: readManifest(folder)?.version ?? '0.0.0' }));
    const own = ownApiVersion();
    const isLosing = copies.some(({ version }) => isBlindCopy(version, own));
    const list = copies.map(({ folder, version }) => `${version} (${folder})`);
    return [
      {
        id: 'api-copies-loaded',
        severity: isLosing ? 'error' : 'warning',
        what: `${folders.length} copies of ${API} are loaded: ${list.join(', ')}`,
        why: isLosing
          ? `tracebridge registers with ${own}: a newer copy does not trust that, and spans made with it are lost silently`
          : 'they find each other now; once one is newer than the one that registers, its spans are lost silently',
        fix: `npm dedupe, or in package.json: "overrides": { "${API}": "${own}" }`,
      },
    ];
  },
  (report) => `${foldersOf(report).length} loaded`,
);

function foldersOf({ packages }: AppReport): readonly string[] {
  return packages.find(({ name }) => name === API)?.folders ?? [];
}
