import { getValues } from '../../config/values.js';
import { isPlainObject } from '../../core/plain.js';
import { keptName, renamed } from '../../core/renamed.js';
import { type Info, LEVEL, origins, SPLAT } from '../record/info.js';
import type { LogFields } from './bridge-logger.js';
import type { Level } from './levels.js';

/** Whose call it is. */
export interface Owner {
  readonly name: string;
  /** Of a child. */
  readonly fields?: LogFields;
}

/** The info of a call that winston's way takes. */
export function infoOf(
  level: Level,
  message: unknown,
  given: LogFields | Error | undefined,
  owner: Owner,
): Info {
  const info: Info = {};
  const fields = askable(given);
  if (owner.fields !== undefined) assignFields(info, owner.fields);
  const thrown = fields instanceof Error ? { value: fields } : undefined;
  if (thrown === undefined && fields !== undefined && fields !== null) assignFields(info, fields);
  if (Object.hasOwn(info, 'level')) keepAs(info, 'level');
  if (Object.hasOwn(info, 'message')) keepAs(info, 'message');
  info.level = level;
  info.message = message;
  info[LEVEL] = level;
  origins.set(info, { logger: owner.name, thrown });
  // winston's `format.splat` and formats built on it look for the call's arguments here.
  if (fields !== undefined) info[SPLAT] = [fields];
  return info;
}

/** An info of winston's with the logger's name and fields, and its name of a level. */
export function infoOfOwner(given: Info, owner: Owner): Info {
  const level = given[LEVEL] === 'warn' ? 'warning' : given[LEVEL];
  const isOwn = owner.fields === undefined && level === given[LEVEL];
  const isInfos = (name: string) => name === 'level' || name === 'message';
  const info: Info = isOwn ? given : { ...renamed(owner.fields ?? {}, isInfos), ...given };
  const thrown = given instanceof Error ? { value: given } : undefined;
  if (!isOwn) {
    if (thrown !== undefined) info.message = given.message;
    if (level !== undefined) info.level = info[LEVEL] = level;
  }
  origins.set(info, { logger: owner.name, thrown });
  return info;
}

/** What has no fields of its own, such as a number, a list, a Map or bytes, is one field itself. */
function fieldsOf(given: unknown): LogFields {
  const hasOwn =
    typeof given === 'object' &&
    !Array.isArray(given) &&
    !ArrayBuffer.isView(given) &&
    Object.keys(given as object).length > 0;
  return hasOwn || isPlainObject(given) ? (given as LogFields) : { fields: given };
}

/** What can't be asked for its prototype, such as a revoked Proxy, is rendered: others would throw on it. */
function askable<T>(value: T): T | LogFields {
  if (value === undefined || value === null) return value;
  try {
    Object.getPrototypeOf(value);
    return value;
  } catch {
    return getValues().normalizer.toFields({ fields: value }) ?? {};
  }
}

/** A child's fields: its parent's, and those that it was given as far as they can be read. */
export function ownFields(inherited: LogFields | undefined, given: LogFields): LogFields {
  const fields: Info = { ...inherited };
  const own = askable(given);
  if (own !== undefined && own !== null) assignFields(fields, own);
  return fields;
}

function keepAs(info: Info, name: string): void {
  info[keptName(name, (kept) => Object.hasOwn(info, kept))] = info[name];
}

/** As `Object.assign`; fields that can't be read, such as a throwing getter, are rendered as far as they can be. */
function assignFields(info: Info, given: object): void {
  try {
    assignOwn(info, fieldsOf(given));
  } catch {
    assignOwn(info, getValues().normalizer.toFields(given) ?? {});
  }
}

/** A field of the name `__proto__` is one like any other: assigned, it would become what the info inherits from. */
function assignOwn(info: Info, fields: LogFields): void {
  if (!Object.hasOwn(fields, '__proto__')) {
    Object.assign(info, fields);
    return;
  }
  for (const [name, value] of Object.entries(fields))
    Object.defineProperty(info, name, { value, enumerable: true, writable: true, configurable: true });
}
