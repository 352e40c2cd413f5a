import { types } from 'node:util';
import type { PlainException } from '../plain.js';
import { readSafely } from '../read-safely.js';
import { className } from './builtins.js';
import type { Walk } from './walk.js';

/** Own fields of errors that have their own place in {@link PlainException}. */
const OWN_PLACE: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** Whether `value` is an Error, also one of another realm. */
export function isError(value: object): boolean {
  return types.isNativeError(value) || value instanceof Error;
}

/** As {@link isError}, of any value; a Proxy that can't be asked is none. */
export function isErrorSafely(value: unknown): value is Error {
  try {
    return typeof value === 'object' && value !== null && isError(value);
  } catch {
    return false;
  }
}

export function messageOf(error: object): string {
  return readText(error, 'message') ?? '';
}

function readText(source: object, key: string): string | undefined {
  const value = readSafely(source, key);
  return typeof value === 'string' ? value : undefined;
}

/** A class that sets no name inherits "Error"; its own name says more. */
function typeOf(error: object): string {
  const name = readText(error, 'name');
  if (name !== undefined && name !== '' && name !== 'Error') return name;
  try {
    const type = className(error);
    return type === 'Object' ? (name ?? 'Error') : type;
  } catch {
    return 'Error';
  }
}

/** What follows the first line of a stack text, which is "Type: message" as it was at construction. */
function afterHeader(stack: string, message: string): string {
  // The message may itself hold lines, even ones that look like frames.
  const at = message === '' ? -1 : stack.indexOf(message);
  const end = stack.indexOf('\n', at === -1 ? 0 : at + message.length);
  return end === -1 ? '' : stack.slice(end + 1);
}

function framesOf(text: string, limit: number): string[] {
  const frames: string[] = [];
  // One more than the limit, to know whether there are more.
  for (const line of text.split('\n', limit * 2 + 1)) {
    const frame = line.trim();
    if (frame === '') continue;
    if (frames.length === limit) {
      frames.push('…[more frames]');
      break;
    }
    frames.push(frame);
  }
  return frames;
}

/** Renders an error, its causes and its errors; those met again or beyond the limit are told by a marker. */
export function renderException(walk: Walk, error: object, skip?: ReadonlySet<string>): PlainException {
  const names = skip === undefined ? OWN_PLACE : new Set([...OWN_PLACE, ...skip]);
  return new ExceptionWalk(walk).render(error, 0, names);
}

class ExceptionWalk {
  private readonly seen: unknown[] = [];

  constructor(private readonly walk: Walk) {}

  render(error: object, depth: number, skip = OWN_PLACE): PlainException {
    const { walk, seen } = this;
    if (seen.includes(error)) return { type: 'Circular', message: '[Circular]', traceback: [] };
    seen.push(error);
    const message = messageOf(error);
    const stack = readText(error, 'stack');
    const exception: PlainException = {
      type: walk.text(typeOf(error)),
      message: walk.text(message),
      traceback: stack === undefined ? [] : this.traceback(stack, message),
    };
    try {
      const fields = walk.fields(error as Record<string, unknown>, '', skip);
      if (fields !== undefined) exception.fields = fields;
    } catch {
      // A Proxy around an error, whose ownKeys trap throws: its fields can't be known.
    }
    this.addCause(exception, error, depth);
    this.addErrors(exception, error, depth);
    return exception;
  }

  private traceback(stack: string, message: string): string[] {
    return framesOf(this.walk.text(afterHeader(stack, message)), this.walk.limits.frames);
  }

  private addCause(exception: PlainException, error: object, depth: number): void {
    const cause = readSafely(error, 'cause');
    if (cause === undefined || cause === null) return;
    exception.cause = this.inner(cause, depth);
  }

  private addErrors(exception: PlainException, error: object, depth: number): void {
    const errors = readSafely(error, 'errors');
    if (!Array.isArray(errors)) return;
    const rendered: PlainException[] = [];
    for (let index = 0; index < errors.length; index++) {
      if (this.full(depth)) {
        rendered.push(omitted(errors.length - index));
        break;
      }
      rendered.push(this.inner(errors[index], depth));
    }
    if (rendered.length > 0) exception.errors = rendered;
  }

  private inner(value: unknown, depth: number): PlainException {
    if (this.full(depth)) return omitted(1);
    return isErrorSafely(value) ? this.render(value, depth + 1) : this.other(value);
  }

  private full(depth: number): boolean {
    return this.seen.length >= this.walk.limits.errors || depth >= this.walk.limits.errors;
  }

  /** Anything thrown that isn't an Error. */
  other(value: unknown): PlainException {
    this.seen.push(value);
    return renderThrown(this.walk, value);
  }
}

function omitted(count: number): PlainException {
  return { type: 'Omitted', message: `[+${count} errors]`, traceback: [] };
}

/** `throw undefined`, `throw 'text'`, `throw { code: 1 }`: the type is that of the value, the message its text. */
function renderThrown(walk: Walk, value: unknown): PlainException {
  if (typeof value !== 'object' || value === null) {
    const type = value === null ? 'null' : typeof value;
    return { type, message: walk.message(value), traceback: [] };
  }
  let type = 'Object';
  try {
    type = className(value);
  } catch {
    // A Proxy that can't be asked for its prototype is named like any object.
  }
  const message = readText(value, 'message');
  return { type, message: message === undefined ? walk.message(value) : walk.text(message), traceback: [] };
}

/** @param skip names of an Error's fields that are none of its own */
export function toException(walk: Walk, value: unknown, skip?: ReadonlySet<string>): PlainException {
  return isErrorSafely(value) ? renderException(walk, value, skip) : renderThrown(walk, value);
}
