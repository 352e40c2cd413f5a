import type { Check } from '../check.js';
import { nodeTooOld } from '../node-version.js';

export const nodeVersionCheck: Check = {
  id: 'node',
  title: 'Node.js',
  run() {
    const finding = nodeTooOld(process.version);
    return { findings: finding === undefined ? [] : [finding], seen: process.version };
  },
};
