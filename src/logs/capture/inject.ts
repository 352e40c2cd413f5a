import type { ActiveContext } from '../active-context.js';
import { isReserved } from '../reserved.js';
import { getValues } from '../values.js';
import { ERROR, INJECTED, type Info, LEVEL } from './info.js';

const injectedNames = new WeakMap<object, ReadonlySet<string>>();
const TRACE_NAMES = ['trace_id', 'span_id', 'trace_flags'] as const;
const NO_CONTEXT = {};

/**
 * The info that a hand-made logger's formats get: a copy with the fields of the context and the trace added, and
 * secrets masked. A call's own field of the same name and another value is kept as `field_<name>`.
 */
export function injectContext(info: Info, active: ActiveContext): Info {
  const copy = copyOf(info);
  maskSecrets(copy);
  const { contextFields, spanContext } = active;
  if (contextFields !== undefined) {
    for (const name in contextFields) put(copy, name, contextFields[name], info);
  }
  if (spanContext !== undefined) {
    put(copy, 'trace_id', spanContext.traceId, info);
    put(copy, 'span_id', spanContext.spanId, info);
    put(copy, 'trace_flags', spanContext.traceFlags.toString(16).padStart(2, '0'), info);
  }
  copy[INJECTED] = namesOf(active);
  return copy;
}

/** An Error stays an `instanceof Error` for winston's `format.errors`, and its message becomes visible to others. */
function copyOf(info: Info): Info {
  if (!(info instanceof Error)) return Object.assign({}, info);
  const error: Error = info;
  const copy = Object.assign(Object.create(error) as Info, error);
  copy.message = error.message;
  copy[LEVEL] = info[LEVEL];
  copy[ERROR] = error;
  return copy;
}

function put(copy: Info, name: string, value: unknown, info: Info): void {
  if (Object.hasOwn(info, name) && info[name] !== value && isReserved(name, { [name]: '' })) {
    const kept = `field_${name}`;
    if (!Object.hasOwn(info, kept)) copy[kept] = copy[name];
  }
  copy[name] = value;
}

function namesOf({ contextFields, spanContext }: ActiveContext): ReadonlySet<string> {
  const key = contextFields ?? NO_CONTEXT;
  let names = injectedNames.get(key);
  if (names === undefined) {
    names = new Set([...Object.keys(contextFields ?? {}), ...TRACE_NAMES]);
    injectedNames.set(key, names);
  }
  return spanContext === undefined ? new Set(Object.keys(contextFields ?? {})) : names;
}

/**
 * Masks secrets in place. Fields without one keep their original value, so that the app's formats see the Dates,
 * errors and objects that they expect.
 */
function maskSecrets(info: Info): void {
  const { redactor, normalizer } = getValues();
  if (redactor === undefined) return;
  for (const name of Object.keys(info)) {
    const value = info[name];
    if (name === 'level' || value === null || value === undefined || typeof value === 'boolean') continue;
    if (name === 'message' && typeof value === 'string') {
      info[name] = redactor.text(value);
      continue;
    }
    const before = redactor.count;
    const plain = normalizer.toFields({ [name]: value });
    if (redactor.count !== before && plain !== undefined) info[name] = plain[name];
  }
}
