import { isErrorSafely } from '../../core/normalize/index.js';
import type { CapturedLog } from './log-record.js';

/** winston's own symbols (package triple-beam), which are registered ones. */
export const LEVEL: unique symbol = Symbol.for('level');
export const MESSAGE: unique symbol = Symbol.for('message');
export const SPLAT: unique symbol = Symbol.for('splat');

/** The record made of an info: by our format, or when the logger was captured. */
export const RECORD: unique symbol = Symbol.for('tracebridge.record');
/** The logger that already formatted an info, when it was written. */
export const FORMATTED_BY: unique symbol = Symbol.for('tracebridge.formattedBy');
/** The Error of a log call: formats copy its fields into a plain object and lose it. */
export const ERROR: unique symbol = Symbol.for('tracebridge.error');
/** Names of the fields that capturing added to an info. */
export const INJECTED: unique symbol = Symbol.for('tracebridge.injected');
/** Name of the logger that made an info. */
export const LOGGER_NAME: unique symbol = Symbol.for('tracebridge.loggerName');

/** winston's TransformableInfo as it really arrives: anything may be missing or of another type. */
export interface Info {
  [field: string]: unknown;
  [LEVEL]?: string;
  [MESSAGE]?: string;
  [SPLAT]?: unknown[];
  [RECORD]?: CapturedLog;
  [FORMATTED_BY]?: object;
  [ERROR]?: unknown;
  [INJECTED]?: ReadonlySet<string>;
  [LOGGER_NAME]?: string;
}

/** A winston format: its instances have a `transform`. */
export interface Format {
  transform(info: Info, options?: unknown): Info | boolean | null | undefined;
  options?: unknown;
}

/** The part of a winston logger that capturing uses. */
export interface CapturedLogger {
  silent?: boolean;
  levels: Record<string, number>;
  format: Format;
  isLevelEnabled?(level: string): boolean;
  write(info: unknown, ...rest: unknown[]): boolean;
  _transform(info: unknown, ...rest: unknown[]): void;
}

/** Fields that an Error is customarily logged under. */
export const ERROR_FIELDS: readonly string[] = ['exception', 'error', 'err'];

export function levelOfInfo(info: Info): string {
  const level = info[LEVEL] ?? info.level;
  return typeof level === 'string' ? level : 'info';
}

/** The Error that a log call was about: the info itself, the argument after the message, or a field. */
export function errorOfInfo(info: Info): unknown {
  if (info[ERROR] !== undefined) return info[ERROR];
  if (isErrorSafely(info)) return info;
  const first = info[SPLAT]?.[0];
  if (typeof first === 'object' && first !== null && isErrorSafely(first)) return first;
  return errorOfFields(info);
}

/** An Error among the fields of a call, under one of its customary names. */
export function errorOfFields(fields: Record<string, unknown>): unknown {
  for (const name of ERROR_FIELDS) {
    const value = fields[name];
    if (typeof value === 'object' && value !== null && isErrorSafely(value)) return value;
  }
  return undefined;
}
