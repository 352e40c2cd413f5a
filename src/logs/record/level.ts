/** A level in OpenTelemetry's terms. */
export interface Severity {
  /** SeverityNumber, 1–24; 0, unspecified, for a level of which nothing is known. */
  readonly number: number;
  /** The level's name as its source wrote it. */
  readonly text: string;
}

/** Names to rank in a logger's `levels`, 0 the most severe, as winston has them. */
export type Levels = Readonly<Record<string, number>>;

/**
 * Numbers of the usual names. The syslog names follow the logs data model, appendix B: critical ERROR2, alert ERROR3,
 * emergency FATAL. npm's `http` and `verbose`, between info and debug, keep that order as DEBUG3 and DEBUG2.
 */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['silly', 1],
  ['trace', 1],
  ['input', 2],
  ['finest', 1],
  ['finer', 2],
  ['fine', 3],
  ['debug', 5],
  ['prompt', 4],
  ['verbose', 6],
  ['http', 7],
  ['data', 10],
  ['help', 11],
  ['info', 9],
  ['information', 9],
  ['informational', 9],
  ['log', 9],
  ['notice', 10],
  ['success', 10],
  ['warn', 13],
  ['warning', 13],
  ['err', 17],
  ['error', 17],
  ['crit', 18],
  ['critical', 18],
  ['alert', 19],
  ['fatal', 21],
  ['panic', 21],
  ['emerg', 21],
  ['emergency', 21],
]);

/** Level names come from configuration; a caller that makes them up must not grow the caches for ever. */
const MAX_CACHED = 512;
const UNSPECIFIED = 0;
const MIN = 1;
const MAX = 24;

const known = new Map<string, Severity>();
const ranked = new WeakMap<Levels, Map<string, Severity>>();
let lastLevels: Levels | undefined;
let lastRanked = known;

/**
 * Severity of a winston level. Without the logger's `levels`, that of a usual name. In a logger's own levels usual
 * names keep their number as far as that is their order; the others are spread between them, so that a more severe
 * level never has a smaller number. Levels without a usual name among them, and those that `levels` doesn't have, are
 * unspecified. Cached.
 * @param name as in `Symbol.for('level')`, in any letter case
 */
export function severityOf(name: string, levels?: Levels): Severity {
  if (levels === undefined) return known.get(name) ?? addKnown(name);
  if (levels !== lastLevels) {
    lastRanked = ranked.get(levels) ?? addRanked(levels);
    lastLevels = levels;
  }
  const severity = lastRanked.get(name);
  if (severity !== undefined) return severity;
  // Levels may be added in place.
  if (Object.hasOwn(levels, name)) lastRanked = addRanked(levels);
  return lastRanked.get(name) ?? known.get(name) ?? addKnown(name);
}

function addKnown(name: string): Severity {
  const severity = { number: NUMBERS.get(name.toLowerCase()) ?? UNSPECIFIED, text: name };
  if (known.size < MAX_CACHED) known.set(name, severity);
  return severity;
}

function addRanked(levels: Levels): Map<string, Severity> {
  const names = Object.keys(levels).filter((name) => Number.isFinite(levels[name]));
  const ranks = [...new Set(names.map((name) => levels[name] as number))].sort((one, other) => one - other);
  const numbers = spread(ranks.map((rank) => usualNumber(names.filter((name) => levels[name] === rank))));
  const severities = new Map<string, Severity>();
  for (const name of names) {
    const number = numbers[ranks.indexOf(levels[name] as number)] as number;
    severities.set(name, { number, text: name });
  }
  ranked.set(levels, severities);
  return severities;
}

function usualNumber(names: readonly string[]): number | undefined {
  return names.map((name) => NUMBERS.get(name.toLowerCase())).find((number) => number !== undefined);
}

/** @param usual numbers from the most severe rank to the least; undefined: of names that are not usual */
function spread(usual: readonly (number | undefined)[]): number[] {
  const numbers = usual.map(() => UNSPECIFIED);
  // Index and number of the last rank that has its own.
  let index = -1;
  let number = MAX;
  let isAny = false;
  usual.forEach((own, at) => {
    if (own === undefined || (isAny && own >= number)) return;
    fill(numbers, index, number, at, own);
    numbers[at] = own;
    [index, number, isAny] = [at, own, true];
  });
  if (isAny) fill(numbers, index, number, usual.length, MIN - 1);
  return numbers;
}

/** Numbers of the ranks between two, evenly apart. */
function fill(numbers: number[], from: number, upper: number, to: number, lower: number): void {
  const step = (upper - lower) / (to - from);
  for (let at = from + 1; at < to; at++)
    numbers[at] = Math.max(MIN, lower + 1, Math.min(MAX, Math.round(upper - step * (at - from))));
}

/** A level's name as the JSON line has it: upper case, `warn` as "WARNING". */
export function lineLevel(name: string): string {
  const upper = name.toUpperCase();
  return upper === 'WARN' ? 'WARNING' : upper;
}
