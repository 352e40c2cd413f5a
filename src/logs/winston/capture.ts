import type { HrTime } from '@opentelemetry/api';
import { getValues } from '../../config/values.js';
import { wholeMillis } from '../../core/clock.js';
import { quietly } from '../../core/quietly.js';
import { lineFormatOf } from '../line/known-format.js';
import type { LineFormat, RenderedLine } from '../line/line-format.js';
import { getLinePreset } from '../line/presets/current.js';
import { enterCall, leaveCall, type RunningCall } from '../line/running-call.js';
import { additionOf, additionWithException } from '../line/stock/addition.js';
import { type ActiveContext, readActiveContext } from '../record/active-context.js';
import { wantedBelow } from '../record/below-level.js';
import { HeldLine } from '../record/held-entry.js';
import {
  type Format,
  type Info,
  LEVEL,
  levelOfInfo,
  MESSAGE,
  SPLAT,
  type Thrown,
  thrownOf,
} from '../record/info.js';
import { recordOfInfo } from '../record/info-record.js';
import { type CapturedLog, UNNAMED_LOGGER } from '../record/log-record.js';
import { emitLog, hasLogSink } from '../record/sink.js';
import { AddedFields, isPlainInfo, withFields } from './added-fields.js';
import { appendIdsTo } from './append-ids.js';
import { consoleLines, writeConsoleLines } from './console-lines.js';
import { isLineWriter } from './console-transport.js';
import { type CapturedLogger, isTaken, pipesOf } from './logger.js';
import { withheldInfo, withoutSecrets } from './mask.js';
import { formatted, type MaskedInfo, passMasked } from './masked-info.js';
import { type Passage, wasPassedOn } from './passage.js';
import { splatted, transportSplat, withArguments, withArgumentsApart } from './splat.js';

/**
 * Takes an info that is written to a logger, while the context of the log call is the active one: adds the context's
 * fields, runs the logger's format, and exports the outcome. winston would run the format later, in whatever context
 * drains its stream, when a transport is slow.
 *
 * @param mayBeKnown false: the line of the info is known not to be made without the logger's format
 * @param isThrowing whether what the format throws is thrown, else it is in the passage
 * @returns undefined for an info that is not captured
 */
export function capture(
  logger: CapturedLogger,
  info: Info,
  mayBeKnown: boolean,
  isThrowing: boolean,
  given?: ActiveContext,
): Passage | undefined {
  let prepared: Prepared | undefined;
  let below: ActiveContext | undefined;
  let mayHoldSecrets = getValues().redactor !== undefined;
  const { format } = logger;
  try {
    if (logger.silent) return undefined;
    const level = levelOfInfo(info);
    const isEnabled = (logger.isLevelEnabled?.(level) ?? true) || isTaken(logger, level);
    below = isEnabled ? undefined : wantedBelow(level, logger.levels, given);
    if ((!isEnabled && below === undefined) || wasPassedOn(logger, info)) return undefined;
    const active = below ?? given ?? readActiveContext();
    // As winston does before it runs the format; what can't take it makes winston throw.
    if (!info[LEVEL] && !Object.isExtensible(info)) return undefined;
    if (!info[LEVEL]) info[LEVEL] = info.level as string;
    appendIdsTo(logger);
    const known = lineFormatOf(format);
    const splat = transportSplat(logger, info);
    // A structured format masks its line, and nobody else's.
    const isLineAlone = known?.isStructured === true && pipesOf(logger).every(isLineWriter);
    const mayPass = mayBeKnown && splat === undefined && known?.isStructured === isLineAlone;
    if (mayPass && known.isKnown() && isPlainInfo(info)) {
      const made = passKnown(logger, info, known, active);
      if (made !== undefined) return deliver(made, below);
    }
    const original = isLineAlone ? info : withoutSecrets(info, getValues());
    mayHoldSecrets &&= original !== info;
    prepared = prepare(logger, info, original, active, splat, known?.isStructured === true);
  } catch {
    // Such as a Proxy whose traps throw. What winston makes of it is the app's, unless there may be secrets in it.
    prepared = mayHoldSecrets ? prepareWithheld(logger, info, given) : undefined;
    if (prepared === undefined) return undefined;
  }
  return deliver(passFormatted(format, prepared, isThrowing), below);
}

/** A captured info, with its record if somebody takes records. */
interface Made {
  readonly passage: Passage;
  readonly record: CapturedLog | undefined;
}

/** @param below of a line that the level leaves out: no transport takes it */
function deliver({ passage, record }: Made, below: ActiveContext | undefined): Passage {
  const { call, outcome } = passage;
  if (below === undefined) {
    if (record !== undefined) emitLog(record);
  } else if (typeof outcome === 'object' && outcome !== null)
    quietly('holding a line', () => {
      const lines = consoleLines(call, outcome as Info);
      new HeldLine(below, record, () => {
        if (record !== undefined) emitLog(record);
        writeConsoleLines(lines, call);
      }).begin();
    });
  return passage;
}

/** The line and the record of an info that the format can't render, at a time that has passed. */
export function formatAt(
  logger: CapturedLogger,
  format: LineFormat,
  info: Info,
  active: ActiveContext,
  time: HrTime,
): RenderedLine | undefined {
  const atTime = { transform: (given: Info) => format.transformAt?.(given, wholeMillis(time)) } as Format;
  const original = format.isStructured ? info : withoutSecrets(info, getValues());
  const prepared = prepare(logger, info, original, active, undefined, format.isStructured);
  const { passage, record } = passFormatted(atTime, prepared, false, time);
  const line = (passage.outcome as Info | undefined)?.[MESSAGE];
  return line === undefined ? undefined : { line, timestamp: undefined, record };
}

/** Of a format whose effect is known. */
function passKnown(
  logger: CapturedLogger,
  info: Info,
  format: LineFormat,
  active: ActiveContext,
): Made | undefined {
  const { levels } = logger;
  const rendered = format.render(info, levelOfInfo(info), { levels, active, hasSink: hasLogSink() });
  if (rendered === undefined) return undefined;
  const addition = format.isStructured ? undefined : additionOf(active, levelOfInfo(info), levels);
  const outcome = addition === undefined || addition.isEmpty ? info : withFields(info, addition);
  format.finish(outcome, rendered);
  const call = {
    logger,
    levels,
    active,
    original: info,
    added: addition?.names.set,
    record: rendered.record,
  };
  return { passage: { call, outcome, failure: undefined, added: undefined }, record: rendered.record };
}

/** An info as its logger's format gets it, and what of its call the format can't tell. */
interface Prepared {
  readonly call: RunningCall;
  readonly info: Info;
  readonly added: AddedFields | undefined;
  readonly masked: MaskedInfo | undefined;
  /** What the app gave, where its text is withheld. */
  readonly withheld?: Info;
  readonly hasTimestamp: boolean;
  readonly splat: Format | undefined;
  /** The message that the call's arguments were given with. */
  readonly template: unknown;
}

/** @param original the info, or what it is without its secrets */
function prepare(
  logger: CapturedLogger,
  info: Info,
  original: Info,
  active: ActiveContext,
  splat: Format | undefined,
  isStructured: boolean,
): Prepared {
  const { levels } = logger;
  const level = levelOfInfo(info);
  const thrown = isStructured || !getLinePreset()?.hasStack ? undefined : thrownOf(original);
  const addition =
    thrown === undefined
      ? additionOf(active, level, levels)
      : additionWithException(active, level, levels, getValues().normalizer.toException(thrown.value));
  const isAdded = !isStructured && !addition.isEmpty;
  const isCopied = isAdded && isPlainInfo(original);
  const added = isAdded && !isCopied ? new AddedFields(original, addition) : undefined;
  return {
    call: {
      logger,
      levels,
      active,
      original,
      added: isAdded ? addition.names.set : undefined,
      record: undefined,
    },
    info: isCopied ? withArgumentsApart(withFields(original, addition, thrown), addition) : original,
    added: original === info ? added : undefined,
    masked: original === info ? undefined : { unmasked: info, shown: { ...original } },
    hasTimestamp: Object.hasOwn(info, 'timestamp'),
    splat,
    template: info[SPLAT] === undefined ? undefined : info.message,
  };
}

/** Of a format that throws for the info, or leaves it out, the outcome is that. */
function prepareWithheld(
  logger: CapturedLogger,
  info: Info,
  given: ActiveContext | undefined,
): Prepared | undefined {
  return quietly('withholding a log line', () => {
    const shown = withheldInfo(info);
    const isStructured = lineFormatOf(logger.format)?.isStructured === true;
    const active = given ?? readActiveContext();
    return { ...prepare(logger, shown, shown, active, undefined, isStructured), withheld: info };
  });
}

function formattedFirst(format: Format, { info, masked, withheld }: Prepared): unknown {
  if (withheld !== undefined && !format.transform(withheld, format.options)) return false;
  return formatted(format, info, masked && (() => copyOf(masked.unmasked)));
}

function copyOf(info: Info): Info {
  return Object.create(Object.getPrototypeOf(info) as object, Object.getOwnPropertyDescriptors(info)) as Info;
}

function passFormatted(format: Format, prepared: Prepared, isThrowing: boolean, time?: HrTime): Made {
  const { call, added, hasTimestamp, masked, splat, template } = prepared;
  let outcome: unknown;
  let failure: Thrown | undefined;
  const outer = enterCall(call);
  let isDone = false;
  try {
    if (isThrowing) outcome = formattedFirst(format, prepared);
    else {
      try {
        outcome = formattedFirst(format, prepared);
      } catch (error) {
        failure = { value: error };
      }
    }
    isDone = true;
  } finally {
    leaveCall(outer);
    if (!isDone) added?.takeAway();
  }
  if (masked !== undefined && typeof outcome === 'object' && outcome !== null)
    passMasked(outcome as Info, masked, pipesOf(call.logger as CapturedLogger));
  const record =
    typeof outcome === 'object' && outcome !== null && hasLogSink()
      ? quietly('capturing a log record', () => {
          const said = splat === undefined ? (outcome as Info) : splatted(outcome as Info, splat);
          const options = { ...call, logger: UNNAMED_LOGGER, hasFormatTimestamp: !hasTimestamp, time };
          return call.record ?? recordOfInfo(withArguments(said, template), call.active, options);
        })
      : undefined;
  return { passage: { call, outcome, failure, added }, record };
}
