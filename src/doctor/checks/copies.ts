import { relative } from 'node:path';
import type { Check } from '../check.js';
import type { Finding, FindingId, Severity } from '../finding.js';
import { isBlindCopy, ownApiVersion } from '../tree/api-compatibility.js';
import { findCopies, type InstalledCopy } from '../tree/installed-copies.js';

interface Rule {
  readonly id: FindingId;
  readonly severity: Severity;
  readonly why: string;
}

const RULES: Readonly<Record<string, Rule>> = {
  '@opentelemetry/api': {
    id: 'api-copies',
    severity: 'warning',
    why: 'a copy that is newer than the one tracebridge registers with stays without effect: its spans are lost silently',
  },
  winston: {
    id: 'winston-copies',
    severity: 'info',
    why: 'loggers of all copies are captured, but transports and formats of one copy may not fit the other',
  },
  tracebridge: {
    id: 'tracebridge-copies',
    severity: 'warning',
    why: 'the copy that is loaded first does the work; options and fixes of the other have no effect',
  },
};

/** Looks through the installed tree for packages that are there more than once. */
export const copiesCheck: Check = {
  id: 'copies',
  title: 'Copies of packages',
  run({ options: { cwd } }) {
    const found = findCopies(cwd, Object.keys(RULES));
    const findings = [...found].flatMap(([name, copies]) =>
      copies.length < 2 ? [] : [explain(cwd, name, copies)],
    );
    return { findings, seen: findings.length === 0 ? 'each at most once' : '' };
  },
};

function explain(cwd: string, name: string, copies: readonly InstalledCopy[]): Finding {
  const { id, severity, why } = RULES[name] as Rule;
  const own = ownApiVersion();
  const isLosing = id === 'api-copies' && copies.some(({ version }) => isBlindCopy(version, own));
  const list = copies.map(({ folder, version }) => `${version} (${relative(cwd, folder) || '.'})`).sort();
  return {
    id,
    severity: isLosing ? 'error' : severity,
    what: `${name} is installed ${copies.length} times: ${list.join(', ')}`,
    why,
    fix: `npm ls ${name} && npm dedupe (or "overrides" in package.json)`,
  };
}
