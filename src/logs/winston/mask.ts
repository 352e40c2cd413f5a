import type { Values } from '../../config/values.js';
import { isErrorSafely } from '../../core/normalize/index.js';
import { readSafely } from '../../core/read-safely.js';
import { secretsBeside } from '../../core/redact/beside.js';
import type { Redactor } from '../../core/redact/redactor.js';
import { warnOnce } from '../../core/warn.js';
import { type Info, LEVEL, levelOfInfo, origins, SPLAT } from '../record/info.js';
import { isShortText, MIN_CARD_NUMBER, traitsOf } from '../record/plain-text.js';
import { maskedCopy } from './masked-copy.js';

/**
 * The info as the app's formats may see it: itself, or a copy in which the secrets are masked and everything else is
 * what it was, so that they see the Dates, errors and objects that they expect. Throws for what can't be searched or copied,
 * such as a Proxy whose traps throw: {@link withheldInfo} stands for it.
 */
export function withoutSecrets(info: Info, values: Values): Info {
  const { redactor } = values;
  if (redactor === undefined) return info;
  const before = redactor.count;
  search(info, values, redactor);
  const found = redactor.count;
  if (found === before) return info;
  const copy = maskedCopy(info, values, redactor) as Info;
  if (copy === info || typeof copy !== 'object')
    throw new Error('a secret was found that no copy can leave out');
  // Each is counted once.
  redactor.count = found;
  const origin = origins.get(info);
  if (origin !== undefined) origins.set(copy, origin);
  return copy;
}

const WITHHELD = '[line withheld: it could not be searched for secrets]';

/** What stands for an info of which nothing is known but its level. */
export function withheldInfo(info: Info): Info {
  warnOnce('a log line could not be searched for secrets, and its text is withheld');
  const level = levelOfInfo(info);
  return { level, [LEVEL]: level, message: WITHHELD };
}

/** Counts the secrets of an info. */
function search(info: Info, values: Values, redactor: Redactor): void {
  const { normalizer } = values;
  const before = redactor.count;
  if (isErrorSafely(info)) normalizer.toException(info);
  else {
    let isTelling = false;
    for (const name of Object.keys(info)) {
      searchField(name, readSafely(info, name), values, redactor);
      isTelling ||= traitsOf(name, redactor).isTelling;
    }
    if (isTelling)
      for (const name of secretsBeside(info, undefined, (key) => traitsOf(key, redactor).rule))
        redactor.hides(1, info[name]);
    // Of a class, say, or hidden.
    if (!Object.hasOwn(info, 'message')) normalizer.toText(info.message);
  }
  const given: unknown = info[SPLAT];
  if (!Array.isArray(given)) return;
  // winston has copied the fields of an object among the arguments to the info.
  const [first] = given as unknown[];
  if (given.length === 1 && isRecord(first) && redactor.count === before) return;
  const already = redactor.count;
  for (const argument of given as unknown[]) normalizer.toPlain(argument);
  if (already !== before && given.length === 1 && isRecord(first)) redactor.count = already;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isErrorSafely(value);
}

function searchField(name: string, value: unknown, { normalizer }: Values, redactor: Redactor): void {
  const traits = traitsOf(name, redactor);
  if (traits.name !== name) redactor.count++;
  else if (name === 'level' || value === null || value === undefined || typeof value === 'boolean') return;
  else if (typeof value === 'string' && isShortText(value) && (traits.rule === 0 || name === 'message'))
    redactor.text(value, name);
  else if (typeof value === 'number' && Math.abs(value) < MIN_CARD_NUMBER && traits.rule === 0) return;
  else normalizer.toFields({ [name]: value });
}
