import { join } from 'node:path';
import type { Check } from '../check.js';
import type { Finding } from '../finding.js';
import { readManifest } from '../tree/manifest.js';
import { resolvePackage } from '../tree/resolve-package.js';
import { satisfies } from '../tree/version-range.js';

/** Without these nothing runs; the other peers are frameworks, needed only by their own middleware. */
const NEEDED = ['@opentelemetry/api', 'winston'];

/** Looks at what this package would load, as its own files see it. */
export const peersCheck: Check = {
  id: 'peers',
  title: 'Peer packages',
  run() {
    const ranges = readManifest()?.peerDependencies ?? {};
    const findings: Finding[] = [];
    const seen: string[] = [];
    for (const name of NEEDED) {
      const range = ranges[name] ?? '*';
      const version = versionOf(name);
      if (version === undefined) findings.push(missing(name, range));
      else if (!satisfies(version, range)) findings.push(outOfRange(name, version, range));
      if (version !== undefined) seen.push(`${name} ${version}`);
    }
    return { findings, seen: seen.join(', ') };
  },
};

function versionOf(name: string): string | undefined {
  const folder = resolvePackage(name, join(__dirname, '..', '..'));
  return folder === undefined ? undefined : readManifest(folder)?.version;
}

function missing(name: string, range: string): Finding {
  return {
    id: 'peer-missing',
    severity: 'error',
    what: `${name} is not installed where tracebridge can load it`,
    why: 'the preload can not start: the app runs without telemetry',
    fix: `npm install '${name}@${range}'`,
  };
}

function outOfRange(name: string, version: string, range: string): Finding {
  return {
    id: 'peer-version',
    severity: 'error',
    what: `${name} ${version} is outside of ${range}`,
    why: 'its classes are patched by version: spans or logs would be missing',
    fix: `npm install '${name}@${range}'`,
  };
}
