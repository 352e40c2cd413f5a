import type { Values } from '../../config/values.js';
import type { Normalizer } from '../../core/normalize/index.js';
import type { KeyRule, Redactor } from '../../core/redact/redactor.js';
import { type Info, SPLAT } from '../record/info.js';
import { copyInfo } from './copy.js';

/**
 * Masks secrets in place. Fields without one keep their original value, so that the app's formats see the Dates,
 * errors and objects that they expect.
 */
export function maskSecrets(info: Info, values: Values): void {
  const { redactor } = values;
  if (redactor === undefined) return;
  const before = redactor.count;
  maskFields(info, redactor, values.normalizer);
  maskArguments(info, redactor, values, redactor.count !== before);
}

function maskFields(info: Info, redactor: Redactor, normalizer: Normalizer): void {
  // Not enumerable on an Error, but winston's `format.errors({ stack: true })` prints it.
  if (info instanceof Error && typeof info.stack === 'string') {
    Object.defineProperty(info, 'stack', {
      value: redactor.text(info.stack),
      configurable: true,
      writable: true,
    });
  }
  for (const key of Object.keys(info)) {
    const name = maskName(info, key, redactor);
    const value = info[name];
    if (name === 'level' || value === null || value === undefined || typeof value === 'boolean') continue;
    if (typeof value === 'string' && (name === 'message' || isPlainText(name, value, redactor))) {
      const masked = redactor.text(value);
      if (masked !== value) info[name] = masked;
      continue;
    }
    if (typeof value === 'number' && Math.abs(value) < MIN_CARD_NUMBER && ruleOf(name, redactor) !== 1)
      continue;
    const before = redactor.count;
    const plain = normalizer.toFields({ [name]: value });
    if (redactor.count !== before && plain !== undefined) info[name] = plain[name];
  }
}

/** The name of the field, which is another one when the name itself held a secret. */
function maskName(info: Info, key: string, redactor: Redactor): string {
  const { name } = traitsOf(key, redactor);
  if (name === key) return key;
  let free = name;
  for (let n = 2; Object.hasOwn(info, free); n++) free = `${name}_${n}`;
  info[free] = info[key];
  delete info[key];
  return free;
}

/**
 * The arguments of the call, which `format.splat` puts into the message and into the info again.
 * @param isTold whether the info's fields, which winston copied from an object among the arguments, held a secret
 */
function maskArguments(info: Info, redactor: Redactor, values: Values, isTold: boolean): void {
  const given: unknown = info[SPLAT];
  if (!Array.isArray(given)) return;
  const [first] = given;
  if (!isTold && given.length === 1 && isRecord(first)) return;
  const masked = given.map((value) => maskArgument(value, redactor, values));
  if (masked.some((value, index) => value !== given[index])) info[SPLAT] = masked;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Error) && !Array.isArray(value);
}

function maskArgument(value: unknown, redactor: Redactor, values: Values): unknown {
  const before = redactor.count;
  if (value instanceof Error) {
    values.normalizer.toException(value);
    return redactor.count === before ? value : maskedError(value, redactor, values.normalizer);
  }
  const plain = values.normalizer.toPlain(value);
  return redactor.count === before ? value : plain;
}

/** Stays an `instanceof Error` with its message and stack; causes show in the exception of the record. */
function maskedError(error: Error, redactor: Redactor, normalizer: Normalizer): Error {
  const copy = copyInfo(error as unknown as Info);
  maskFields(copy, redactor, normalizer);
  const hidden = { value: undefined, configurable: true, writable: true };
  Object.defineProperties(copy, { cause: hidden, errors: hidden });
  return copy as unknown as Error;
}

/** Longer ones may be cut, which the normaliser does. */
export const MAX_TEXT_CHARS = 4_096;
/** Numbers from here on may be those of payment cards. */
export const MIN_CARD_NUMBER = 1e13;

/** Whether the patterns alone decide what becomes of a text; the normaliser, which else does, takes ten times as long. */
function isPlainText(name: string, value: string, redactor: Redactor): boolean {
  return value.length <= MAX_TEXT_CHARS && ruleOf(name, redactor) === 0 && value.isWellFormed();
}

interface Traits {
  readonly rule: KeyRule;
  /** The name with secrets in it masked. */
  readonly name: string;
}

/** Names come from code mostly; made-up ones must not grow the cache for ever. */
const MAX_NAMES = 2_048;
const known = new WeakMap<Redactor, Map<string, Traits>>();

function traitsOf(key: string, redactor: Redactor): Traits {
  let names = known.get(redactor);
  if (names === undefined) {
    names = new Map();
    known.set(redactor, names);
  }
  let traits = names.get(key);
  if (traits === undefined) {
    traits = { rule: redactor.keyRule(key), name: redactor.text(key) };
    if (names.size >= MAX_NAMES) names.clear();
    names.set(key, traits);
  }
  return traits;
}

function ruleOf(name: string, redactor: Redactor): KeyRule {
  return traitsOf(name, redactor).rule;
}

/** The rule of a field's name; undefined when the name itself holds a secret. */
export function ruleOfField(key: string, redactor: Redactor): KeyRule | undefined {
  const { name, rule } = traitsOf(key, redactor);
  return name === key ? rule : undefined;
}
