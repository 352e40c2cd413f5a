import type { Check } from '../check.js';
import { nodeTooOld } from '../node-version.js';

export const nodeVersionCheck: Check = {
  id: 'node',
  title: 'Node.js',
  run() {
    return { findings: [nodeTooOld(process.version)], seen: process.version };
  },
};
