import type { PlainException } from '../../core/plain.js';
import type { ActiveContext } from '../active-context.js';
import { severityOf } from '../level.js';
import type { CapturedLog } from '../log-record.js';
import { moveReserved } from '../reserved.js';
import { getValues, type Values } from '../values.js';
import { ERROR, errorOfInfo, INJECTED, type Info, LOGGER_NAME, levelOfInfo, SPLAT } from './info.js';

const NOTHING: ReadonlySet<string> = new Set();

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of winston's colorize format begin with ESC
const COLOURS = /\u001b\[[\d;]*m/g;

export interface RecordOptions {
  readonly levels?: Record<string, number> | undefined;
  /** Name of the logger when the info has none. */
  readonly logger?: string | undefined;
  readonly values?: Values;
}

/** Makes the record of an info: values normalised and masked, once. */
export function toRecord(info: Info, active: ActiveContext, options: RecordOptions = {}): CapturedLog {
  const { normalizer } = options.values ?? getValues();
  const severity = severityOf(levelOfInfo(info), options.levels);
  const thrown = ERROR in info ? info[ERROR] : errorOfInfo(info);
  const hasThrown = thrown !== undefined || ERROR in info;
  const exception = hasThrown
    ? normalizer.toException(thrown)
    : exceptionOfStack(info, normalizer.toText.bind(normalizer));
  const fields = normalizer.toFields(info, skippedNames(info, thrown, exception));
  const { spanContext, contextFields } = active;
  return {
    timeUnixMillis: Date.now(),
    severityText: severity.text,
    severityNumber: severity.number,
    logger: loggerName(info) ?? options.logger,
    message: normalizer.toText(messageOf(info)),
    contextFields,
    traceId: spanContext?.traceId,
    spanId: spanContext?.spanId,
    traceFlags: spanContext?.traceFlags ?? 0,
    exception,
    fields: fields === undefined ? undefined : moveReserved(fields, contextFields),
  };
}

function loggerName(info: Info): string | undefined {
  const name = info[LOGGER_NAME] ?? info.label;
  return typeof name === 'string' ? name : undefined;
}

function messageOf(info: Info): unknown {
  const { message } = info;
  return typeof message === 'string' && message.includes('\u001b[') ? message.replace(COLOURS, '') : message;
}

const BASE = new Set(['level', 'message', 'label']);
const withInjected = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** Names that are no fields of the call: they are written in their own places, or were added by us or by a format. */
function skippedNames(
  info: Info,
  thrown: unknown,
  exception: PlainException | undefined,
): ReadonlySet<string> {
  const injected = info[INJECTED] ?? NOTHING;
  let names = withInjected.get(injected);
  if (names === undefined) {
    names = new Set([...BASE, ...injected]);
    withInjected.set(injected, names);
  }
  if (exception === undefined) return names;
  const more = new Set(names).add('stack');
  if (info.cause !== undefined && info.cause === causeOf(thrown)) more.add('cause');
  for (const name of ['exception', 'error', 'err']) if (info[name] === thrown) more.add(name);
  return more;
}

function causeOf(thrown: unknown): unknown {
  return thrown instanceof Error ? thrown.cause : undefined;
}

/** winston's `format.errors({ stack: true })` leaves the stack as text. */
function exceptionOfStack(info: Info, toText: (value: unknown) => string): PlainException | undefined {
  const { stack } = info;
  if (typeof stack !== 'string' || info[SPLAT] !== undefined) return undefined;
  const [head = '', ...frames] = toText(stack).split('\n');
  const colon = head.indexOf(':');
  return {
    type: colon === -1 ? head : head.slice(0, colon),
    message: colon === -1 ? '' : head.slice(colon + 1).trim(),
    traceback: frames.map((frame) => frame.trim()),
  };
}
