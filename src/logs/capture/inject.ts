import type { PlainObject } from '../../core/plain.js';
import type { ActiveContext } from '../active-context.js';
import { getValues } from '../values.js';
import { copyInfo } from './copy.js';
import { INJECTED, type Info } from './info.js';
import { maskSecrets } from './mask.js';

const NO_NAMES: ReadonlySet<string> = new Set();
const TRACE_NAMES: ReadonlySet<string> = new Set(['trace_id', 'span_id', 'trace_flags']);
const withTrace = new WeakMap<PlainObject, ReadonlySet<string>>();
const withoutTrace = new WeakMap<PlainObject, ReadonlySet<string>>();

/**
 * The info that a hand-made logger's formats get: a copy with the fields of the context and the trace added, and
 * secrets masked. A call's own field of the same name and another value is kept as `field_<name>`.
 */
export function injectContext(info: Info, active: ActiveContext): Info {
  const copy = copyInfo(info);
  maskSecrets(copy, getValues());
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

function put(copy: Info, name: string, value: unknown, info: Info): void {
  const kept = `field_${name}`;
  if (Object.hasOwn(info, name) && info[name] !== value && !Object.hasOwn(info, kept))
    copy[kept] = copy[name];
  copy[name] = value;
}

function namesOf({ contextFields, spanContext }: ActiveContext): ReadonlySet<string> {
  if (contextFields === undefined) return spanContext === undefined ? NO_NAMES : TRACE_NAMES;
  const cache = spanContext === undefined ? withoutTrace : withTrace;
  let names = cache.get(contextFields);
  if (names === undefined) {
    names = new Set([...Object.keys(contextFields), ...(spanContext === undefined ? NO_NAMES : TRACE_NAMES)]);
    cache.set(contextFields, names);
  }
  return names;
}
