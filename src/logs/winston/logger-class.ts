import { ORIGINALS } from '../../core/globals.js';
import { withShape } from '../../core/replace-method.js';
import { share } from '../../core/share.js';
import { createSlot, type Slot } from '../../core/slot.js';
import { type ActiveContext, readActiveContext } from '../record/active-context.js';
import { type Info, LEVEL } from '../record/info.js';
import { capture } from './capture.js';
import { writeDirect } from './direct-path.js';
import { handOver } from './hand-over.js';
import { type CapturedLogger, isIdle } from './logger.js';
import { withFormat, withTolerance } from './masked-info.js';
import { carrierOf, type Passage, passOn, takePassage } from './passage.js';
import { beginLine, endLine, isWriting, waitForLine } from './turns.js';

type Write = (this: CapturedLogger, info: unknown, ...rest: unknown[]) => boolean;
type Transform = (this: CapturedLogger, info: unknown, ...rest: unknown[]) => void;

interface LoggerPrototype {
  write: Write;
  _transform: Transform;
  isLevelEnabled?: unknown;
}

interface Originals {
  readonly write: Write;
  readonly hadOwnWrite: boolean;
  readonly _transform: Transform;
  /** What stands in place of `write` and `_transform`. */
  readonly ownWrite: Write;
  readonly ownTransform: Transform;
}

/** By prototype. A slot, because whoever inspects a logger must not see it. */
const captured: Slot<object, Originals | undefined> = share(ORIGINALS, () => createSlot());

/** winston's `Logger` class, of whichever copy. */
export interface LoggerClass {
  readonly prototype: LoggerPrototype;
}

export function isLoggerClass(value: unknown): value is LoggerClass {
  const prototype = (value as LoggerClass | undefined)?.prototype;
  return typeof prototype?.write === 'function' && typeof prototype._transform === 'function';
}

/** Contexts of infos that pass a `_transform` which is not winston's, by which they may be changed. */
const contexts = createSlot<Info, ActiveContext>();

/**
 * Captures every logger of the class, existing ones too: they share its prototype. Twice is harmless.
 * winston has no hook at the point where a log call is made, so two of its methods are wrapped.
 * @returns false when the class was captured already
 */
export function captureLogger({ prototype }: LoggerClass): boolean {
  if (captured.get(prototype) !== undefined) return false;
  const { write, _transform, isLevelEnabled } = prototype;
  const hadOwnWrite = Object.hasOwn(prototype, 'write');

  const ownWrite: Write = function (info, ...rest) {
    if (!isObject(info)) return write.call(this, info, ...rest);
    if (isWriting(this)) {
      waitForLine(this, () => writeLine(this, info, rest));
      return true;
    }
    beginLine(this);
    try {
      return writeLine(this, info, rest);
    } finally {
      endLine();
    }
  };

  function writeLine(logger: CapturedLogger, info: Info, rest: unknown[]): boolean {
    if (logger._transform !== ownTransform) {
      contexts.set(info, readActiveContext());
      return write.call(logger, info, ...rest);
    }
    // If another package wrapped `write` before, its wrapper is called.
    const isPlain = rest.length === 0 && !hadOwnWrite;
    const isShort = isPlain && logger.isLevelEnabled === isLevelEnabled;
    const outcome = isShort ? writeDirect(logger, info) : 'closed';
    if (outcome === 'done') return true;
    // What a format throws at once, the app gets from where it was thrown. Otherwise winston's stream passes it on, which
    // tells of an unknown level first.
    const isThrowing =
      isPlain && isIdle(logger) && logger.levels[(info[LEVEL] ?? info.level) as string] !== undefined;
    const passage = capture(logger, info, outcome !== 'unsuitable', isThrowing);
    if (passage === undefined) return write.call(logger, info, ...rest);
    try {
      if (
        isPlain &&
        passage.failure === undefined &&
        passOn(passage, () => handOver(logger, passage.outcome))
      )
        return true;
      return write.call(logger, carrierOf(passage), ...rest);
    } finally {
      passage.added?.takeAway();
    }
  }

  const ownTransform: Transform = function (info, ...rest) {
    if (!isObject(info)) return _transform.call(this, info, ...rest);
    const taken = takePassage(this, info);
    const passage = taken ?? capture(this, info, true, false, contexts.get(info));
    if (passage === undefined) return withTolerance(this, info, () => _transform.call(this, info, ...rest));
    // Formatted already. winston's own checks still run, its format doesn't.
    try {
      passOn(passage, () =>
        withFormat(
          this,
          () => outcomeOf(passage),
          () => _transform.call(this, info, ...rest),
        ),
      );
    } finally {
      if (taken === undefined) passage.added?.takeAway();
    }
  };

  prototype.write = withShape(ownWrite, write);
  prototype._transform = withShape(ownTransform, _transform);
  captured.set(prototype, { write, hadOwnWrite, _transform, ownWrite, ownTransform });
  return true;
}

/** As the logger's format gives it. */
function outcomeOf({ outcome, failure }: Passage): unknown {
  if (failure !== undefined) throw failure.value;
  return outcome;
}

function isObject(value: unknown): value is Info {
  return typeof value === 'object' && value !== null;
}

/** Who gets between a logger and its stream: nobody, capturing alone, or other code too. */
export function interceptionOf(
  logger: CapturedLogger,
  { prototype }: LoggerClass,
): 'none' | 'own' | 'foreign' {
  const { write, _transform } = logger;
  if (write !== prototype.write || _transform !== prototype._transform) return 'foreign';
  const originals = captured.get(prototype);
  if (originals === undefined) return Object.hasOwn(prototype, 'write') ? 'foreign' : 'none';
  const { ownWrite, ownTransform, hadOwnWrite } = originals;
  return write === ownWrite && _transform === ownTransform && !hadOwnWrite ? 'own' : 'foreign';
}

export function isCaptured(logger: unknown): boolean {
  for (let object = logger; isObject(object); object = Object.getPrototypeOf(object))
    if (captured.get(object) !== undefined) return true;
  return false;
}

/** Puts winston's own methods back. */
export function releaseLogger({ prototype }: LoggerClass): void {
  const originals = captured.get(prototype);
  if (originals === undefined) return;
  if (originals.hadOwnWrite) prototype.write = originals.write;
  else delete (prototype as Partial<LoggerPrototype>).write;
  prototype._transform = originals._transform;
  captured.set(prototype, undefined);
}
