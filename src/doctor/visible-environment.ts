import { setVariables } from '../config/environment.js';
import { VARIABLES, type Variable } from '../config/variables.js';
import { safeText, safeUrl } from './safe-text.js';

const ENDPOINT = /_ENDPOINT$/;
/** Of variables that may hold a secret: headers, files, and names that the bridge does not know. */
const HIDDEN = '[set]';

/** The variables that matter here, as they may be shown. */
export function visibleEnvironment(): Record<string, string> {
  const variables = [...setVariables(/^(?:OTEL_|TRACEBRIDGE_|NODE_OPTIONS$|(?:https?|all|no)_proxy$)/i)];
  return Object.fromEntries(variables.sort().map(([name, value]) => [name, visible(name, value)]));
}

function visible(name: string, value: string): string {
  if (ENDPOINT.test(name)) return safeUrl(value);
  const isPublic = Object.hasOwn(VARIABLES, name) && VARIABLES[name as Variable].rule.isPublic;
  return isPublic ? safeText(value) : HIDDEN;
}
