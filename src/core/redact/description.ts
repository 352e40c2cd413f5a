import { types } from 'node:util';
import type { KeyRule } from './keys.js';
import { isRandom, isRemark, isSentence } from './value-shape.js';

/**
 * Names of what describes a secret's field and holds none, in lower case: of JSON schemas, forms, columns, settings of
 * cookies and logins, errors, and nodes of syntax trees.
 */
const DESCRIBING: ReadonlySet<string> = new Set(
  `type kind format description title label placeholder hint help minlength maxlength min max length size count total
   pattern required optional nullable readonly writeonly deprecated in scheme bearerformat enabled disabled active strategy
   provider method mode algorithm alg httponly secure samesite path domain maxage originalmaxage expires expiresin expiresat ttl
   line column start end offset message code error errors rule rules minimum maximum unique index autocomplete scope scopes
   uppercase lowercase digits symbols name namespace symbol decimals`
    .trim()
    .split(/\s+/),
);
/** Of what is larger no more is read: it is taken for a secret. */
const MAX_ENTRIES = 32;
const MAX_DEPTH = 4;

/** `otp: { code: '482910' }`: the code itself, not one that says what is wrong. */
const ONE_TIME_CODE = /^\d{4,}$/;
const ONE_TIME_CODE_IN = /code\\*["']?\s?:\s?\\*["']?\d{4}/i;

/** By rule: lower numbers are no secrets. `gpio: { pin: 13 }`: those that are have more digits. */
const LEAST_NUMBER = [0, 0, Number.POSITIVE_INFINITY, 100, 0] as const;

/**
 * Whether what stands in place of a secret tells of it, or describes its field: `password: { type: 'string', minLength: 8 }`,
 * `session: { active: true }`, `errors: { password: ['is too short'] }`. Of objects it reads plain data only, so that
 * nothing of the app runs.
 */
export function isDescription(rule: KeyRule, value: unknown, name = '', depth = 0): boolean {
  const isNamed = DESCRIBING.has(name) && !(name === 'code' && ONE_TIME_CODE.test(String(value)));
  if (typeof value === 'string') {
    if (isNamed) return !isRandom(value);
    return rule === 1 ? isSentence(value) : isRemark(value);
  }
  if (typeof value === 'number') return isNamed || Math.abs(value) < LEAST_NUMBER[rule];
  if (typeof value === 'bigint') return rule === 2;
  if (value === undefined || value === null || typeof value === 'boolean') return true;
  if (typeof value !== 'object') return false;
  if (depth === MAX_DEPTH || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isList = Array.isArray(value);
  if (isList ? value.length > MAX_ENTRIES : prototype !== Object.prototype && prototype !== null)
    return false;
  const names = Object.keys(value);
  return (
    names.length <= MAX_ENTRIES &&
    names.every((key) => {
      const field = Object.getOwnPropertyDescriptor(value, key);
      if (field === undefined || !('value' in field)) return false;
      return isDescription(rule, field.value, isList ? name : plainName(key), depth + 1);
    })
  );
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/_/g, '');
}

const NAMES = /[\w$-]+(?=\\*["']?\s?:)/g;

/** The same of the text of an object. Words before a colon in its values only make it a secret. */
export function isDescribedIn(text: string): boolean {
  const names = text.match(NAMES);
  return names?.every((name) => DESCRIBING.has(plainName(name))) === true && !ONE_TIME_CODE_IN.test(text);
}
