import { tooOld } from '../../core/supported-node.js';
import type { Check } from '../check.js';
import type { Finding } from '../finding.js';

export const nodeVersionCheck: Check = {
  id: 'node',
  title: 'Node.js',
  run() {
    return { findings: [nodeTooOld(process.version)], seen: process.version };
  },
};

/** @param version as `process.version` gives it */
export function nodeTooOld(version: string): Finding | undefined {
  const what = tooOld(version.slice(1));
  if (what === undefined) return undefined;
  return {
    id: 'node-too-old',
    severity: 'error',
    what,
    why: 'tracebridge is neither tested nor supported there, and parts of it do not load',
    fix: 'nvm install 24 (or node:24 as the base image)',
  };
}
