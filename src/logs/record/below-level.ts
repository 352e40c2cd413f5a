import { debugRuleOf, rulesInForce } from '../../debug/request-debug.js';
import { type ActiveContext, readActiveContext } from './active-context.js';
import { type Levels, severityOf } from './level.js';

/** No SeverityNumber is as great. */
const NEVER = 100;

/** SeverityNumber from which on lines are held. */
let heldFrom = NEVER;
/** Whether every unit is kept: then there are none, and nothing has to wait for them. */
let keepsAll = true;

/**
 * From now on lines of this level and above are made although their logger's level leaves them out, within a request,
 * job or root span, and written when that is kept.
 * @param level undefined: none
 */
export function setHoldLevel(level: string | undefined, isKeepingAll: boolean): void {
  heldFrom = level === undefined ? NEVER : severityOf(level).number;
  keepsAll = isKeepingAll;
}

/**
 * Whether a line is wanted that its logger's level leaves out: it is held, or its request is debugged.
 * @returns the context of the line, whose unit decides of it; undefined: nobody wants it
 */
export function wantedBelow(
  level: string,
  levels: Levels | undefined,
  given?: ActiveContext,
): ActiveContext | undefined {
  if (heldFrom === NEVER && !rulesInForce.isAny) return undefined;
  const { number } = severityOf(level, levels);
  if (number === 0) return undefined;
  const rule = debugRuleOf();
  const isDebugged = rule !== undefined && number >= severityOf(rule.level).number;
  if (!isDebugged && number < heldFrom) return undefined;
  const active = given ?? readActiveContext();
  if (isDebugged) return active;
  const { unit, spanContext } = active;
  if (unit === undefined) return keepsAll && spanContext !== undefined ? active : undefined;
  return unit.verdict?.isKept === false ? undefined : active;
}

/** Whether the line of such a context waits for a verdict. */
export function isAwaited({ unit }: ActiveContext): boolean {
  return unit !== undefined && unit.verdict === undefined;
}
