import { INFO_ORIGINS } from '../../core/globals.js';
import { isErrorSafely } from '../../core/normalize/index.js';
import { share } from '../../core/share.js';
import { createSlot, type Slot } from '../../core/slot.js';

/** winston's own symbols (package triple-beam), which are registered ones. */
export const LEVEL: unique symbol = Symbol.for('level');
export const MESSAGE: unique symbol = Symbol.for('message');
export const SPLAT: unique symbol = Symbol.for('splat');

/** winston's TransformableInfo as it really arrives: anything may be missing or of another type. */
export interface Info {
  [field: string]: unknown;
  [LEVEL]?: string;
  [MESSAGE]?: string;
  [SPLAT]?: unknown[];
}

/** A winston format: its instances have a `transform`. */
export interface Format {
  transform(info: Info, options?: unknown): Info | boolean | null | undefined;
  options?: unknown;
}

/** Whatever was thrown, undefined included. */
export interface Thrown {
  readonly value: unknown;
}

/** What `getLogger` knows of an info that it makes, and winston has no place for. */
interface Origin {
  readonly logger: string;
  readonly thrown: Thrown | undefined;
}

/** Shared by all copies of this package, as the sinks are. A slot, because whoever looks at an info must not see it. */
export const origins: Slot<Info, Origin> = share(INFO_ORIGINS, () => createSlot<Info, Origin>());

export function levelOfInfo(info: Info): string {
  const level = info[LEVEL] ?? info.level;
  return typeof level === 'string' ? level : 'info';
}

/** Fields that an Error is customarily logged under. */
export const ERROR_FIELDS: readonly string[] = ['exception', 'error', 'err'];

/** What a log call was about: given to `exception`, the info itself, an argument after the message, or a field. */
export function thrownOf(info: Info): Thrown | undefined {
  const thrown = origins.get(info)?.thrown;
  if (thrown !== undefined) return thrown;
  if (Object.getPrototypeOf(info) !== Object.prototype && isErrorSafely(info)) return { value: info };
  const given: unknown = info[SPLAT];
  if (Array.isArray(given))
    for (const argument of given) if (isErrorSafely(argument)) return { value: argument };
  return isErrorSafely(info.message) ? { value: info.message } : thrownOfFields(info);
}

/** An Error among the fields of a call, under one of its customary names. */
export function thrownOfFields(fields: Record<string, unknown>): Thrown | undefined {
  for (const name of ERROR_FIELDS) if (isErrorSafely(fields[name])) return { value: fields[name] };
  return undefined;
}
