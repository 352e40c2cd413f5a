import { getValues } from '../values.js';
import { capture } from './capture.js';
import { type CapturedLogger, FORMATTED_BY, type Format, type Info } from './info.js';

const ORIGINALS: unique symbol = Symbol.for('tracebridge.originals.v1');

type Log = (this: CapturedLogger, ...args: unknown[]) => unknown;
type Write = (this: CapturedLogger, info: unknown, ...rest: unknown[]) => boolean;
type Transform = (this: CapturedLogger, info: unknown, ...rest: unknown[]) => void;

interface LoggerPrototype {
  log: Log;
  write: Write;
  _transform: Transform;
  [ORIGINALS]?: { log: Log; write: Write; hadOwnWrite: boolean; _transform: Transform };
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
 */
export function captureLogger({ prototype }: LoggerClass): void {
  if (Object.hasOwn(prototype, ORIGINALS)) return;
  const { log, write, _transform } = prototype;
  prototype[ORIGINALS] = { log, write, hadOwnWrite: Object.hasOwn(prototype, 'write'), _transform };
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

  prototype.write = function (info, ...rest) {
    writes++;
    if (typeof info !== 'object' || info === null) return write.call(this, info, ...rest);
    const captured = capture(this, info as Info);
    return captured === undefined ? true : write.call(this, captured, ...rest);
  };

  prototype._transform = function (info, ...rest) {
    if ((info as Info)[FORMATTED_BY] !== this) {
      _transform.call(this, info, ...rest);
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
