/** A level in OpenTelemetry's terms. */
export interface Severity {
  /** SeverityNumber, 1–24. */
  readonly number: number;
  /** The level's name in upper case as in the JSON line; "WARNING" for `warn` and `warning`. */
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

/** winston's `cli` levels have `verbose` below `debug`, where npm's have it above. */
const VERBOSE_BELOW_DEBUG: Severity = { number: 3, text: 'VERBOSE' };

const DEFAULT_NUMBER = 9;
/** Level names come from configuration; a caller that makes them up must not grow the cache for ever. */
const MAX_CACHED = 512;

const known = new Map<string, Severity>();
const custom = new WeakMap<Levels, Map<string, Severity>>();

function textOf(name: string): string {
  const upper = name.toUpperCase();
  return upper === 'WARN' ? 'WARNING' : upper;
}

/**
 * Severity of a winston level. A name that isn't known takes the number of the nearest known name by rank in `levels`,
 * of two as near the less severe one; without one it counts as INFO. Cached.
 * @param name as in `Symbol.for('level')`, in any letter case
 */
export function severityOf(name: string, levels?: Levels): Severity {
  if (name === 'verbose' && levels !== undefined && (levels.verbose as number) > (levels.debug as number)) {
    return VERBOSE_BELOW_DEBUG;
  }
  return known.get(name) ?? addKnown(name) ?? customOf(name, levels);
}

function addKnown(name: string): Severity | undefined {
  const number = NUMBERS.get(name.toLowerCase());
  if (number === undefined) return undefined;
  const severity = { number, text: textOf(name) };
  if (known.size < MAX_CACHED) known.set(name, severity);
  return severity;
}

function customOf(name: string, levels: Levels | undefined): Severity {
  if (levels === undefined) return { number: DEFAULT_NUMBER, text: textOf(name) };
  let cache = custom.get(levels);
  if (cache === undefined) {
    cache = new Map();
    custom.set(levels, cache);
  }
  let severity = cache.get(name);
  if (severity === undefined) {
    severity = { number: nearestNumber(name, levels), text: textOf(name) };
    if (cache.size < MAX_CACHED) cache.set(name, severity);
  }
  return severity;
}

function nearestNumber(name: string, levels: Levels): number {
  const rank = Object.hasOwn(levels, name) ? levels[name] : undefined;
  if (typeof rank !== 'number') return DEFAULT_NUMBER;
  let nearest = Number.POSITIVE_INFINITY;
  let result = DEFAULT_NUMBER;
  for (const other of Object.keys(levels)) {
    const number = NUMBERS.get(other.toLowerCase());
    const distance = Math.abs((levels[other] as number) - rank);
    if (number === undefined || !(distance <= nearest)) continue;
    result = distance === nearest ? Math.min(result, number) : number;
    nearest = distance;
  }
  return result;
}

/** Short names of the four severities within each range of the logs data model. */
const RANGES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
const WINSTON_NAMES: Readonly<Record<(typeof RANGES)[number], readonly string[]>> = {
  TRACE: ['silly', 'trace', 'debug'],
  DEBUG: ['debug', 'verbose'],
  INFO: ['info'],
  WARN: ['warn', 'warning'],
  ERROR: ['error', 'err'],
  FATAL: ['fatal', 'emerg', 'crit', 'error'],
};

/** The name in `levels` that a SeverityNumber is written at, for records that come from elsewhere; "info" if none. */
export function levelOf(severityNumber: number, levels: Levels): string {
  const range = RANGES[
    Math.min(5, Math.max(0, Math.floor((severityNumber - 1) / 4)))
  ] as (typeof RANGES)[number];
  return WINSTON_NAMES[range].find((name) => Object.hasOwn(levels, name)) ?? 'info';
}
