import type { KeyRule } from './keys.js';
import { isLoginSecret, isRandom } from './value-shape.js';

// What is secret because of what stands beside it. Not the names of fields alone say it, so that each way in which objects
// are rendered or copied asks here.

type RuleOf = (name: string) => KeyRule;

/** Values; or a name and its value; or such pairs one after the other, as Node's `rawHeaders`. */
export type ListKind = 'values' | 'pair' | 'flat-pairs';

/** Longer texts name nothing. */
const MAX_LABEL_CHARS = 64;
/** Their text may name what the field `value` beside them holds: HAR's headers, failed validations, settings of AWS. */
const LABELS = [
  ...['name', 'key', 'field', 'header', 'property', 'path', 'param'],
  ...['Name', 'Key', 'ParameterKey', 'ParameterName'],
];
const VALUES = ['value', 'newValue', 'oldValue', 'Value', 'ParameterValue'];
/** What a login brings back. These names say little alone: most codes are those of errors. */
const LOGIN_NAMES = ['code', 'state', 'ticket', 'assertion'];
/** Beside `kty`: the private members of a JSON Web Key (RFC 7518, section 6). */
const MIN_KEY_CHARS = 16;
const JWK_NAMES = ['k', 'd', 'p', 'q', 'dp', 'dq', 'qi'];
const TELLING: ReadonlySet<string> = new Set([...LABELS, ...LOGIN_NAMES, 'kty']);

/** Beside these a code is one of OAuth's (RFC 6749, sections 4.1.2 and 4.1.3). */
const OAUTH_NAMES = [
  ...['grant_type', 'client_id', 'redirect_uri', 'session_state', 'code_challenge', 'code_verifier', 'iss'],
  ...['grantType', 'clientId', 'redirectUri', 'sessionState', 'codeChallenge', 'codeVerifier'],
];
/** And in a query beside these, which mean anything elsewhere. */
const OAUTH_QUERY_NAMES = [...OAUTH_NAMES, 'state', 'scope'];
/** What holds the parameters of a query, as frameworks, AWS' events and apps call it. */
const QUERY =
  /^(?:(?:url_?)?(?:search|query)(?:_?string)?(?:_?params?|_?parameters)?|params|multiValueQueryStringParameters)$/i;

/** What the name under which an object or list stands says about what is in it. */
export type Place = 'query' | 'flat-pairs' | undefined;

/** @param name '' for none */
export function placeOf(name: string): Place {
  if (name === 'rawHeaders' || name === 'rawTrailers') return 'flat-pairs';
  return QUERY.test(name) ? 'query' : undefined;
}

/** Whether a field of this name may make another one secret, or be secret by another one. */
export function isTelling(name: string): boolean {
  return TELLING.has(name);
}

/**
 * Names of an object's fields that are secret by the others: the value of `{ name: 'X-Api-Key', value: '…' }`, the
 * arguments of Redis' AUTH, the code of `{ code: '…', state: '…' }`.
 */
export function secretsBeside(
  fields: Readonly<Record<string, unknown>>,
  place: Place,
  ruleOf: RuleOf,
): ReadonlySet<string> {
  const secret = new Set<string>();
  const named = VALUES.filter((name) => typeof fields[name] === 'string' && fields[name] !== '');
  const hasArguments = Array.isArray(fields.args);
  if (named.length > 0 || hasArguments)
    for (const label of LABELS) {
      const text = fields[label];
      if (typeof text !== 'string' || text.length > MAX_LABEL_CHARS) continue;
      // HELLO takes a password as well.
      if (hasArguments && /^(?:auth|hello)$/i.test(text)) secret.add('args');
      if (ruleOf(text) !== 0) for (const name of named) secret.add(name);
    }
  if (typeof fields.kty === 'string')
    for (const name of JWK_NAMES) if (isLong(fields[name])) secret.add(name);
  if (place === 'query' && typeof fields.key === 'string' && isRandom(fields.key)) secret.add('key');
  for (const name of LOGIN_NAMES) {
    const value = fields[name];
    // A repeated parameter has a list.
    const values: unknown[] = Array.isArray(value) ? value : [value];
    if (values.some((item) => typeof item === 'string' && isLoginText(name, item, fields, place)))
      secret.add(name);
  }
  return secret;
}

function isLong(value: unknown): boolean {
  return typeof value === 'string' && value.length >= MIN_KEY_CHARS;
}

/** A login's state is random, or says where to go on. */
function isLoginText(
  name: string,
  value: string,
  fields: Readonly<Record<string, unknown>>,
  place: Place,
): boolean {
  if (isRandom(value)) return true;
  const isQuery = place === 'query';
  const names = isQuery ? OAUTH_QUERY_NAMES : OAUTH_NAMES;
  const isLogin = names.some((name) => fields[name] !== undefined);
  return name !== 'state' && (isQuery || isLogin) && isLoginSecret(value, isLogin);
}

/** What the items of a list are to each other. @param isInList whether it is an item of another list */
export function listKindOf(list: readonly unknown[], place: Place, isInList: boolean): ListKind {
  if (typeof list[0] !== 'string') return 'values';
  if (list.length === 2 && isInList) return 'pair';
  return place === 'flat-pairs' ? place : 'values';
}

/** Whether a list's item is secret by the one before it, its name: `['X-Api-Key', '…']`, `['--password', '…']`. */
export function isSecretItem(
  kind: ListKind,
  index: number,
  name: unknown,
  item: unknown,
  ruleOf: RuleOf,
): boolean {
  if (typeof name !== 'string' || typeof item !== 'string' || name.length > MAX_LABEL_CHARS) return false;
  if (kind === 'flat-pairs' ? index % 2 === 0 : kind === 'values' && !name.startsWith('-')) return false;
  return ruleOf(name) !== 0 || (LOGIN_NAMES.includes(name) && isRandom(item));
}
