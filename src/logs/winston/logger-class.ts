import { getValues } from '../../config/values.js';
import { ORIGINALS } from '../../core/globals.js';
import { type CapturedLogger, FORMATTED_BY, type Format, type Info } from '../record/info.js';
import { capture, isEnabled } from './capture.js';
import { writeDirect } from './direct-path.js';
import { handOver } from './hand-over.js';

type Log = (this: CapturedLogger, ...args: unknown[]) => unknown;
type Write = (this: CapturedLogger, info: unknown, ...rest: unknown[]) => boolean;
type Transform = (this: CapturedLogger, info: unknown, ...rest: unknown[]) => void;

interface LoggerPrototype {
  log: Log;
  write: Write;
  _transform: Transform;
  isLevelEnabled?: unknown;
  [ORIGINALS]?: {
    readonly log: Log;
    readonly write: Write;
    readonly hadOwnWrite: boolean;
    readonly _transform: Transform;
    /** What stands in place of `write` and `_transform`. */
    readonly ownWrite: Write;
    readonly ownTransform: Transform;
  };
}

/** winston's `Logger` class, of whichever copy. */
export interface LoggerClass {
  readonly prototype: LoggerPrototype;
}

const AS_IT_IS: Format = { transform: (info) => info };

export function isLoggerClass(value: unknown): value is LoggerClass {
  const prototype = (value as LoggerClass | undefined)?.prototype;
  return typeof prototype?.write === 'function' && typeof prototype._transform === 'function';
}

/**
 * Captures every logger of the class, existing ones too: they share its prototype. Twice is harmless.
 * winston has no hook at the point where a log call is made, so three of its methods are wrapped.
 * @returns false when the class was captured already
 */
export function captureLogger({ prototype }: LoggerClass): boolean {
  if (Object.hasOwn(prototype, ORIGINALS)) return false;
  const { log, write, _transform, isLevelEnabled } = prototype;
  const hadOwnWrite = Object.hasOwn(prototype, 'write');
  let writes = 0;

  // winston copies and searches a call's arguments before it writes them, which throws on some proxies and getters.
  prototype.log = function (...args) {
    const before = writes;
    try {
      return log.apply(this, args);
    } catch (error) {
      if (writes !== before || args.length < 2) throw error;
      return log.apply(this, args.map(readable));
    }
  };

  const ownWrite: Write = function (info, ...rest) {
    writes++;
    if (typeof info !== 'object' || info === null) return write.call(this, info, ...rest);
    // Whoever patched the class before takes part in its own place.
    const isPlain = rest.length === 0 && !hadOwnWrite && this._transform === ownTransform;
    const isShort = isPlain && this.isLevelEnabled === isLevelEnabled;
    const outcome = isShort ? writeDirect(this, info as Info) : 'closed';
    if (outcome === 'done') return true;
    const captured = capture(this, info as Info, outcome !== 'unsuitable');
    if (captured === undefined) return true;
    if (isPlain && captured[FORMATTED_BY] === this && handOver(this, captured)) return true;
    return write.call(this, captured, ...rest);
  };

  const ownTransform: Transform = function (info, ...rest) {
    if ((info as Info)[FORMATTED_BY] !== this) {
      transformUncaptured(this, info, () => _transform.call(this, info, ...rest));
      return;
    }
    // Already formatted when it was written: winston's own checks still run, its format doesn't.
    const { format } = this;
    this.format = AS_IT_IS;
    try {
      _transform.call(this, info, ...rest);
    } finally {
      this.format = format;
    }
  };

  prototype.write = ownWrite;
  prototype._transform = ownTransform;
  prototype[ORIGINALS] = { log, write, hadOwnWrite, _transform, ownWrite, ownTransform };
  return true;
}

/** winston runs the format for levels that are not enabled too; one that throws on a value must not reach the app. */
function transformUncaptured(logger: CapturedLogger, info: unknown, transform: () => void): void {
  try {
    transform();
  } catch (error) {
    if (typeof info !== 'object' || isEnabled(logger, info as Info)) throw error;
  }
}

/** Who gets between a logger of the class and its stream: nobody, capturing alone, or other code too. */
export function interceptionOf({ prototype }: LoggerClass): 'none' | 'own' | 'foreign' {
  const originals = prototype[ORIGINALS];
  if (originals === undefined) return Object.hasOwn(prototype, 'write') ? 'foreign' : 'none';
  const { ownWrite, ownTransform, hadOwnWrite } = originals;
  const isOwn = prototype.write === ownWrite && prototype._transform === ownTransform && !hadOwnWrite;
  return isOwn ? 'own' : 'foreign';
}

function readable(argument: unknown): unknown {
  const { normalizer } = getValues();
  return typeof argument === 'object' && argument !== null ? normalizer.toPlain(argument) : argument;
}

/** Puts winston's own methods back. */
export function releaseLogger({ prototype }: LoggerClass): void {
  const originals = prototype[ORIGINALS];
  if (originals === undefined) return;
  prototype.log = originals.log;
  if (originals.hadOwnWrite) prototype.write = originals.write;
  else delete (prototype as Partial<LoggerPrototype>).write;
  prototype._transform = originals._transform;
  delete prototype[ORIGINALS];
}
