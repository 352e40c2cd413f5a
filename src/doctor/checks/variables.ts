import { setVariables } from '../../config/environment.js';
import { TRACEBRIDGE_VARIABLES } from '../../config/variables.js';
import { environmentWarnings } from '../../sdk/environment-warnings.js';
import type { Check } from '../check.js';
import type { Finding } from '../finding.js';
import { nearest } from '../nearest.js';
import { safeText } from '../safe-text.js';

/** Names that are not ours, and values that the bridge ignores. */
export const variablesCheck: Check = {
  id: 'variables',
  title: 'Environment variables',
  run() {
    const names = [...setVariables(/^(OTEL|TRACEBRIDGE)_/).keys()];
    const unknown = [...setVariables(/^TRACEBRIDGE_/).keys()].filter(
      (name) => !Object.hasOwn(TRACEBRIDGE_VARIABLES, name),
    );
    return {
      findings: [...unknown.map(unknownName), ...environmentWarnings().map(badValue)],
      seen: names.length === 0 ? 'none set: defaults' : `${names.length} set`,
    };
  },
};

function unknownName(name: string): Finding {
  const suggestion = nearest(name, Object.keys(TRACEBRIDGE_VARIABLES));
  return {
    id: 'unknown-variable',
    severity: 'warning',
    what: `${name} is no variable of tracebridge`,
    why: 'it has no effect: what it was to set stays at its default',
    fix: suggestion === undefined ? `unset ${name}` : `rename it to ${suggestion}`,
  };
}

/** The bridge's own words: "NAME=value is ignored: expected …". */
function badValue(warning: string): Finding {
  const expected = /expected (.*)$/.exec(warning)?.[1];
  return {
    id: 'bad-value',
    severity: 'error',
    what: safeText(warning),
    why: 'the value is ignored and the default holds',
    fix: expected === undefined ? 'correct the value' : `set it to ${expected}`,
  };
}
