import { nearest } from '../core/nearest.js';
import { warnOnce } from '../core/warn.js';
import { setVariables } from './environment.js';
import { TRACEBRIDGE_VARIABLES } from './variables.js';

/** A variable that looks like ours and is not, with the one that may be meant. */
export interface UnknownVariable {
  readonly name: string;
  readonly meant: string | undefined;
}

export function unknownVariables(): UnknownVariable[] {
  return [...setVariables(/^TRACE_?BRIDGE_/i).keys()]
    .filter((name) => !isKnown(name))
    .map((name) => ({ name, meant: nearest(name, Object.keys(TRACEBRIDGE_VARIABLES)) }));
}

/** One line on stderr for each. */
export function tellUnknownVariables(): void {
  for (const { name, meant } of unknownVariables()) {
    const question = meant === undefined ? '' : `: did you mean ${meant}?`;
    warnOnce(`${name} is no variable of tracebridge and has no effect${question}`);
  }
}

/** On Windows the case of a variable's name does not matter. */
function isKnown(name: string): boolean {
  return Object.hasOwn(TRACEBRIDGE_VARIABLES, process.platform === 'win32' ? name.toUpperCase() : name);
}
