import type { HrTime } from '@opentelemetry/api';
import { getValues, type Values } from '../../config/values.js';
import type { Normalizer } from '../../core/normalize/index.js';
import type { PlainException } from '../../core/plain.js';
import type { ActiveContext } from './active-context.js';
import { ERROR_FIELDS, type Info, levelOfInfo, origins, SPLAT, type Thrown, thrownOf } from './info.js';
import type { Levels } from './level.js';
import { recordOf } from './log-call.js';
import type { CapturedLog } from './log-record.js';

/** What is known of an info beside what it says. */
interface InfoOptions {
  readonly levels?: Levels | undefined;
  /** Name of the logger when the info has none. */
  readonly logger?: string | undefined;
  readonly values?: Values | undefined;
  /** Whether `timestamp` was added by a format, such as `format.timestamp()`: the record has a time of its own. */
  readonly hasFormatTimestamp?: boolean;
  /** The info as it was before the formats, which copy an Error's fields and lose the Error. */
  readonly original?: Info | undefined;
  /** Names of the fields that capturing added. */
  readonly added?: ReadonlySet<string> | undefined;
  /** Of the call. @default now */
  readonly time?: HrTime | undefined;
}

export function recordOfInfo(info: Info, active: ActiveContext, options: InfoOptions = {}): CapturedLog {
  const { normalizer } = options.values ?? getValues();
  const { original = info } = options;
  const thrown = thrownOf(original);
  const name = origins.get(original)?.logger;
  const base = baseNames(name, options);
  // On an Error that is the info itself stands what winston and its formats put on infos.
  const others = thrown?.value === original ? base : undefined;
  const exception =
    thrown === undefined ? exceptionOfStack(info, normalizer) : normalizer.toException(thrown.value, others);
  return recordOf(
    {
      level: levelOfInfo(info),
      levels: options.levels,
      logger: name ?? (typeof info.label === 'string' ? info.label : options.logger),
      message: info.message,
      exception,
      fields: info,
      skip: skippedNames(info, thrown, exception, base),
    },
    active,
    normalizer,
    options.time,
  );
}

/** Of a logger with a name of its own. */
export const NAMED: ReadonlySet<string> = new Set(['level', 'message']);
/** Of other loggers: winston's `format.label` names them. */
const UNNAMED: ReadonlySet<string> = new Set([...NAMED, 'label']);
const EMPTY: ReadonlySet<string> = new Set();
const bases = new WeakMap<ReadonlySet<string>, Map<string, ReadonlySet<string>>>();

function baseNames(
  name: string | undefined,
  { added, hasFormatTimestamp = false }: InfoOptions,
): ReadonlySet<string> {
  const base = name === undefined ? UNNAMED : NAMED;
  if (added === undefined && !hasFormatTimestamp) return base;
  const more = added ?? EMPTY;
  let known = bases.get(more);
  if (known === undefined) {
    known = new Map();
    bases.set(more, known);
  }
  const key = `${base.size}${hasFormatTimestamp}`;
  let names = known.get(key);
  if (names === undefined) {
    names = new Set([...base, ...more, ...(hasFormatTimestamp ? ['timestamp'] : [])]);
    known.set(key, names);
  }
  return names;
}

/** Names that are no fields of the call: they are written in their own places, or were added by us or by a format. */
export function skippedNames(
  fields: Record<string, unknown>,
  thrown: Thrown | undefined,
  exception: PlainException | undefined,
  base: ReadonlySet<string>,
): ReadonlySet<string> {
  if (exception === undefined) return base;
  const names = new Set(base).add('stack');
  if (thrown === undefined) return names;
  const { value } = thrown;
  if (fields.cause !== undefined && fields.cause === (value as { cause?: unknown } | undefined | null)?.cause)
    names.add('cause');
  for (const name of ERROR_FIELDS) if (fields[name] === value) names.add(name);
  return names;
}

/** winston's `format.errors({ stack: true })` leaves the stack as text. */
function exceptionOfStack(info: Info, normalizer: Normalizer): PlainException | undefined {
  const { stack } = info;
  if (typeof stack !== 'string' || info[SPLAT] !== undefined) return undefined;
  const [head = '', ...frames] = normalizer.toText(stack).split('\n');
  const colon = head.indexOf(':');
  return {
    type: colon === -1 ? head : head.slice(0, colon),
    message: colon === -1 ? '' : head.slice(colon + 1).trim(),
    traceback: frames.map((frame) => frame.trim()),
  };
}
