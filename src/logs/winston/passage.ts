import { createSlot } from '../../core/slot.js';
import { enterCall, leaveCall, type RunningCall } from '../line/running-call.js';
import type { Info, Thrown } from '../record/info.js';
import type { AddedFields } from './added-fields.js';
import { type CapturedLogger, pipesOf } from './logger.js';

/** A captured info on its way through its logger's stream. */
export interface Passage {
  readonly call: RunningCall;
  /** What the logger's format returned: an info, or false for one that it filters out. */
  readonly outcome: unknown;
  /** What it threw in place of that. */
  readonly failure: Thrown | undefined;
  /** Fields on an object of the app's, which are taken away when the log call ends. */
  readonly added: AddedFields | undefined;
}

/** Slots, because whoever looks at an info must not see them. */
const waiting = createSlot<Info, Passage[]>();
const passedBy = createSlot<Info, CapturedLogger>();
let passing: unknown;

/** What is written to the stream for a passage; {@link takePassage} knows it again. */
export function carrierOf(passage: Passage): Info {
  const { outcome } = passage;
  const info = typeof outcome === 'object' && outcome !== null ? (outcome as Info) : passage.call.original;
  const passages = waiting.get(info);
  if (passages === undefined) waiting.set(info, [passage]);
  else passages.push(passage);
  return info;
}

/** The passage of an info that comes out of the stream; undefined when it was not captured at `write`. */
export function takePassage(logger: CapturedLogger, info: Info): Passage | undefined {
  const passages = waiting.get(info);
  return passages?.[0]?.call.logger === logger ? passages.shift() : undefined;
}

/** Hands the outcome on by `next`: to the transports, and whoever listens to the stream. */
export function passOn<T>(passage: Passage, next: () => T): T {
  const { call, outcome } = passage;
  if (typeof outcome === 'object' && outcome !== null)
    passedBy.set(outcome as Info, call.logger as CapturedLogger);
  const outerPassing = passing;
  const outerCall = enterCall(call);
  passing = outcome;
  try {
    return next();
  } finally {
    passing = outerPassing;
    leaveCall(outerCall);
  }
}

/** Whether an info comes from another logger, which captured it: one that is piped to this one, or has it as a transport. */
export function wasPassedOn(logger: CapturedLogger, info: Info): boolean {
  const by = passedBy.get(info);
  return by !== undefined && by !== logger && (passing === info || pipesOf(by).includes(logger));
}
