import { createHash } from 'node:crypto';
import { logLevel, type ValueOf } from '../config/rules.js';
import { isCorrelationId } from '../correlation/correlation-id.js';

export type DebugLevel = ValueOf<typeof logLevel>;

/** Whose requests and jobs are debugged, down to which level, and until when. */
export interface DebugRule {
  readonly id: string;
  readonly level: DebugLevel;
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
  /** At least one of these; both have to hold where both are given. */
  readonly userId?: string | undefined;
  readonly correlationId?: string | undefined;
  /** Who asked for it and what for, as they say. */
  readonly by?: string | undefined;
  readonly why?: string | undefined;
}

/** Nobody forgets a rule that ends by itself within a day. */
export const MAX_DEBUG_MINUTES = 24 * 60;
export const MAX_DEBUG_MILLIS = MAX_DEBUG_MINUTES * 60_000;

/** Characters of a user ID, a name or a reason. */
const MAX_TEXT = 256;
/** Letters that need no escape in a header. */
const ID = /^[\w-]{1,32}$/;

/** A rule as the file has it; names of fields as log lines have them. */
interface WrittenRule {
  id?: unknown;
  user_id?: unknown;
  correlation_id?: unknown;
  level?: unknown;
  until?: unknown;
  by?: unknown;
  why?: unknown;
}

const NAMES = ['id', 'user_id', 'correlation_id', 'level', 'until', 'by', 'why'];

/**
 * Reads a rule of the file. One that says anything that is not understood counts for nothing: a condition with a typing
 * error would else be left out, and the rule hold for more customers than it was meant for.
 * @returns what is wrong with it, in words, when something is
 */
export function readRule(written: unknown): DebugRule | string {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return 'is no object';
  const unknown = Object.keys(written).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) return `has an unknown name ${JSON.stringify(unknown.slice(0, 40))}`;
  const {
    id,
    user_id: userId,
    correlation_id: correlationId,
    level = 'debug',
    until,
    by,
    why,
  } = written as WrittenRule;
  if (userId === undefined && correlationId === undefined) return 'names neither user_id nor correlation_id';
  for (const [name, value] of Object.entries({ user_id: userId, by, why }))
    if (value !== undefined && !isShortText(value))
      return `has no text of 1 to ${MAX_TEXT} characters as ${name}`;
  if (correlationId !== undefined && !isCorrelationId(correlationId))
    return 'has a correlation_id that is none';
  if (!logLevel.holds(level)) return `has no level that is ${logLevel.expected}`;
  if (id !== undefined && !(typeof id === 'string' && ID.test(id)))
    return 'has an id that is not 1 to 32 letters, digits, _ or -';
  const end = typeof until === 'string' && ISO_TIME.test(until) ? Date.parse(until) : Number.NaN;
  if (Number.isNaN(end)) return 'has no until such as "2030-01-31T12:00:00Z"';
  const rule = { level, until: end, userId, correlationId, by, why } as Omit<DebugRule, 'id'>;
  return { id: id ?? idOf(rule), ...rule };
}

/** With a zone: what a time means must not depend on where it is read. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** As {@link readRule} takes it. */
export function writtenRule(rule: DebugRule): object {
  const { id, userId: user_id, correlationId: correlation_id, level, until, by, why } = rule;
  return { id, user_id, correlation_id, level, until: new Date(until).toISOString(), by, why };
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= MAX_TEXT;
}

/** Of a rule that was written by hand without one. */
function idOf(rule: object): string {
  return createHash('sha256').update(JSON.stringify(rule)).digest('hex').slice(0, 8);
}
