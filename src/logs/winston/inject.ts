import { getValues } from '../../config/values.js';
import { additionOf } from '../line/stock/addition.js';
import type { ActiveContext } from '../record/active-context.js';
import { INJECTED, type Info } from '../record/info.js';
import { copyInfo } from './copy.js';
import { maskSecrets } from './mask.js';

/**
 * The info that a hand-made logger's formats get: a copy with the fields of the context and the trace added, and
 * secrets masked. A call's own field of the same name and another value is kept as `field_<name>`.
 */
export function injectContext(info: Info, active: ActiveContext): Info {
  const copy = copyInfo(info);
  maskSecrets(copy, getValues());
  const { fields, names } = additionOf(active);
  for (const name of Object.keys(copy)) if (names.set.has(name)) keepOwn(copy, name, fields[name], info);
  Object.assign(copy, fields);
  copy[INJECTED] = names.set;
  return copy;
}

function keepOwn(copy: Info, name: string, value: unknown, info: Info): void {
  const kept = `field_${name}`;
  if (Object.hasOwn(info, name) && info[name] !== value && !Object.hasOwn(info, kept))
    copy[kept] = copy[name];
}
