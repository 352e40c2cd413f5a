import { missingInstrumentations } from '../../sdk/app-instrumentations/missing.js';
import { findAppPackage } from '../../sdk/app-packages.js';
import { appCheck } from '../app-check.js';
import { type Check, skipped } from '../check.js';
import type { Finding } from '../finding.js';

/** Databases and clients among the app's dependencies whose calls get no spans. */
export const instrumentationsCheck: Check = {
  id: 'instrumentations',
  title: 'Instrumentations',
  run({ options: { cwd, command } }) {
    if (command !== undefined) return skipped('what the app loads counts');
    return { findings: findingsOf(findAppPackage(cwd)?.dependencies ?? []) };
  },
};

/** As {@link instrumentationsCheck}, of what the app loaded: also what other packages of it use. */
export const appInstrumentationsCheck = appCheck(
  'app-instrumentations',
  'App: instrumentations',
  ({ packages }) => findingsOf(packages.map(({ name }) => name)),
);

function findingsOf(packages: readonly string[]): Finding[] {
  return missingInstrumentations(packages).map(({ used, instrumentation }) => ({
    id: 'instrumentation-missing',
    severity: 'info',
    what: `${used} is used without ${instrumentation}`,
    why: 'its calls get no spans of their own: they are time that nobody accounts for',
    fix: 'npx tracebridge add',
  }));
}
