import { readAll, setVariables } from '../../config/environment.js';
import { type UnknownVariable, unknownVariables } from '../../config/unknown-variables.js';
import { collectWarnings } from '../../core/warn.js';
import type { Check } from '../check.js';
import type { Finding } from '../finding.js';
import { safeText } from '../safe-text.js';

/** Names that are not ours, and values that the bridge ignores. */
export const variablesCheck: Check = {
  id: 'variables',
  title: 'Environment variables',
  run() {
    const names = [...setVariables(/^(OTEL|TRACEBRIDGE)_/).keys()];
    return {
      findings: [...unknownVariables().map(unknownName), ...collectWarnings(readAll).map(badValue)],
      seen: names.length === 0 ? 'none set: defaults' : `${names.length} set`,
    };
  },
};

function unknownName({ name, meant }: UnknownVariable): Finding {
  return {
    id: 'unknown-variable',
    severity: 'warning',
    what: `${name} is no variable of tracebridge`,
    why: 'it has no effect: what it was to set stays at its default',
    fix: meant === undefined ? `unset ${name}` : `rename it to ${meant}`,
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
