import { createPlainObject, type PlainObject } from '../../core/plain.js';
import { createSlot } from '../../core/slot.js';
import type { ActiveContext } from '../active-context.js';
import { flagsText } from '../line.js';
import { getValues } from '../values.js';
import { copyInfo } from './copy.js';
import { INJECTED, type Info } from './info.js';
import { maskSecrets } from './mask.js';

interface Addition {
  readonly fields: PlainObject;
  readonly names: ReadonlySet<string>;
}

/** By the object that records of one context share. */
const additions = createSlot<ActiveContext, Addition>();

/**
 * The info that a hand-made logger's formats get: a copy with the fields of the context and the trace added, and
 * secrets masked. A call's own field of the same name and another value is kept as `field_<name>`.
 */
export function injectContext(info: Info, active: ActiveContext): Info {
  const copy = copyInfo(info);
  maskSecrets(copy, getValues());
  const { fields, names } = additionOf(active);
  for (const name of Object.keys(copy)) if (names.has(name)) keepOwn(copy, name, fields[name], info);
  Object.assign(copy, fields);
  copy[INJECTED] = names;
  return copy;
}

function keepOwn(copy: Info, name: string, value: unknown, info: Info): void {
  const kept = `field_${name}`;
  if (Object.hasOwn(info, name) && info[name] !== value && !Object.hasOwn(info, kept))
    copy[kept] = copy[name];
}

function additionOf(active: ActiveContext): Addition {
  let addition = additions.get(active);
  if (addition === undefined) {
    const fields = fieldsOf(active);
    addition = { fields, names: namesOf(fields) };
    additions.set(active, addition);
  }
  return addition;
}

/** Contexts are many, combinations of names few; made-up ones must not grow the cache for ever. */
const MAX_COMBINATIONS = 256;
const combinations = new Map<string, ReadonlySet<string>>();

/** One set for all contexts with the same names: it is a cache's key elsewhere. */
function namesOf(fields: PlainObject): ReadonlySet<string> {
  const list = Object.keys(fields);
  const key = list.join('\n');
  let names = combinations.get(key);
  if (names === undefined) {
    names = new Set(list);
    if (combinations.size >= MAX_COMBINATIONS) combinations.clear();
    combinations.set(key, names);
  }
  return names;
}

function fieldsOf({ contextFields, spanContext }: ActiveContext): PlainObject {
  const fields = Object.assign(createPlainObject(), contextFields);
  if (spanContext !== undefined) {
    fields.trace_id = spanContext.traceId;
    fields.span_id = spanContext.spanId;
    fields.trace_flags = flagsText(spanContext.traceFlags);
  }
  return fields;
}
