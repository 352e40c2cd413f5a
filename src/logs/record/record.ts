import { getValues, type Values } from '../../config/values.js';
import { now } from '../../core/clock.js';
import type { Normalizer } from '../../core/normalize/index.js';
import type { PlainException } from '../../core/plain.js';
import type { ActiveContext } from './active-context.js';
import {
  ERROR,
  ERROR_FIELDS,
  errorOfFields,
  errorOfInfo,
  INJECTED,
  type Info,
  LOGGER_NAME,
  levelOfInfo,
  SPLAT,
} from './info.js';
import { severityOf } from './level.js';
import type { CapturedLog } from './log-record.js';
import { moveReserved } from './reserved.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of winston's colorize format begin with ESC
const COLOURS = /\u001b\[[\d;]*m/g;

export interface RecordOptions {
  readonly levels?: Record<string, number> | undefined;
  /** Name of the logger when the info has none. */
  readonly logger?: string | undefined;
  readonly values?: Values;
  /** Whether `timestamp` was added by a format, such as `format.timestamp()`: the record has a time of its own. */
  readonly hasFormatTimestamp?: boolean;
}

/** Makes the record of an info: values normalised and masked, once. */
export function toRecord(info: Info, active: ActiveContext, options: RecordOptions = {}): CapturedLog {
  const { normalizer } = options.values ?? getValues();
  const severity = severityOf(levelOfInfo(info), options.levels);
  const isThrown = ERROR in info;
  const thrown = isThrown ? info[ERROR] : errorOfInfo(info);
  const exception =
    isThrown || thrown !== undefined ? normalizer.toException(thrown) : exceptionOfStack(info, normalizer);
  const skipped = skippedNames(info, thrown, exception);
  const fields = normalizer.toFields(info, options.hasFormatTimestamp ? plusTimestamp(skipped) : skipped);
  const { spanContext, contextFields } = active;
  return {
    time: now(),
    severityText: severity.text,
    severityNumber: severity.number,
    logger: cleanName(loggerName(info) ?? options.logger, normalizer),
    message: normalizer.toText(withoutColours(info.message)),
    contextFields,
    traceId: spanContext?.traceId,
    spanId: spanContext?.spanId,
    traceFlags: spanContext?.traceFlags ?? 0,
    exception,
    fields: fields === undefined ? undefined : moveReserved(fields, contextFields),
  };
}

/**
 * The record of a call with nothing but a message and fields: the same as {@link toRecord} makes of its info, which
 * then need not be made.
 * @param fields none of them named level or message
 */
export function recordOfCall(
  level: string,
  logger: string,
  message: unknown,
  fields: Record<string, unknown> | undefined,
  active: ActiveContext,
): CapturedLog {
  const { normalizer } = getValues();
  const severity = severityOf(level);
  const thrown = fields === undefined ? undefined : errorOfFields(fields);
  const exception = thrown === undefined ? undefined : normalizer.toException(thrown);
  const own =
    fields === undefined
      ? undefined
      : normalizer.toFields(
          fields,
          exception === undefined ? NAMED : skippedNames(fields, thrown, exception, NAMED),
        );
  const { spanContext, contextFields } = active;
  return {
    time: now(),
    severityText: severity.text,
    severityNumber: severity.number,
    logger: cleanName(logger, normalizer),
    message: normalizer.toText(withoutColours(message)),
    contextFields,
    traceId: spanContext?.traceId,
    spanId: spanContext?.spanId,
    traceFlags: spanContext?.traceFlags ?? 0,
    exception,
    fields: own === undefined ? undefined : moveReserved(own, contextFields),
  };
}

function loggerName(info: Info): string | undefined {
  const name = info[LOGGER_NAME] ?? info.label;
  return typeof name === 'string' ? name : undefined;
}

let lastName: string | undefined;
let lastClean: string | undefined;
let lastNormalizer: Normalizer | undefined;

/** Name of a logger as it is written. Consecutive records mostly come from one. */
export function cleanName(name: string | undefined, normalizer: Normalizer): string | undefined {
  if (name !== lastName || normalizer !== lastNormalizer) {
    lastClean = name === undefined ? undefined : normalizer.toText(name);
    lastName = name;
    lastNormalizer = normalizer;
  }
  return lastClean;
}

function withoutColours(message: unknown): unknown {
  return typeof message === 'string' && message.includes('\u001b[') ? message.replace(COLOURS, '') : message;
}

/** Of a logger with a name of its own. */
const NAMED: ReadonlySet<string> = new Set(['level', 'message']);
/** Of other loggers: winston's `format.label` names them. */
const UNNAMED: ReadonlySet<string> = new Set([...NAMED, 'label']);
const withInjected = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();
const withTimestamp = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

function plusTimestamp(names: ReadonlySet<string>): ReadonlySet<string> {
  let more = withTimestamp.get(names);
  if (more === undefined) {
    more = new Set([...names, 'timestamp']);
    withTimestamp.set(names, more);
  }
  return more;
}

/** Names that are no fields of the call: they are written in their own places, or were added by us or by a format. */
function skippedNames(
  info: Info,
  thrown: unknown,
  exception: PlainException | undefined,
  base: ReadonlySet<string> = info[LOGGER_NAME] === undefined ? UNNAMED : NAMED,
): ReadonlySet<string> {
  const injected = info[INJECTED];
  let names = injected === undefined ? base : withInjected.get(injected);
  if (names === undefined) {
    names = new Set([...base, ...(injected as ReadonlySet<string>)]);
    withInjected.set(injected as ReadonlySet<string>, names);
  }
  if (exception === undefined) return names;
  const more = new Set(names).add('stack');
  if (info.cause !== undefined && info.cause === causeOf(thrown)) more.add('cause');
  for (const name of ERROR_FIELDS) if (info[name] === thrown) more.add(name);
  return more;
}

function causeOf(thrown: unknown): unknown {
  return thrown instanceof Error ? thrown.cause : undefined;
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
