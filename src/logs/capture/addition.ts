import { createPlainObject, type PlainObject, type PlainValue } from '../../core/plain.js';
import { createSlot } from '../../core/slot.js';
import type { ActiveContext } from '../active-context.js';
import { flagsText } from '../line.js';
import { jsonString, sortedJson } from '../stock/sorted-json.js';

/** Names that contexts have in common; one object for all contexts with the same ones, as a key of caches. */
export interface Names {
  readonly list: readonly string[];
  readonly set: ReadonlySet<string>;
}

/** What capturing adds to the infos of a context: its fields and those of the trace. */
export class Addition {
  readonly fields: PlainObject;
  readonly names: Names;
  readonly #contextFields: PlainObject | undefined;
  #texts: readonly string[] | undefined;

  constructor({ contextFields, spanContext }: ActiveContext) {
    const fields: PlainObject = Object.assign(createPlainObject(), contextFields);
    if (spanContext !== undefined) {
      fields.trace_id = spanContext.traceId;
      fields.span_id = spanContext.spanId;
      fields.trace_flags = flagsText(spanContext.traceFlags);
    }
    this.fields = fields;
    this.#contextFields = contextFields;
    this.names = namesOf(fields);
  }

  /** JSON text of each field with its name, in the order of the names' list. */
  get texts(): readonly string[] {
    this.#texts ??= this.#makeTexts();
    return this.#texts;
  }

  #makeTexts(): readonly string[] {
    const { fields } = this;
    const known = this.#contextFields === undefined ? [] : textsOf(this.#contextFields);
    return this.names.list.map((name, index) => {
      const isOfContext = index < known.length && !TRACE_NAMES.has(name);
      return isOfContext ? (known[index] as string) : entryText(name, fields[name] as PlainValue);
    });
  }
}

const TRACE_NAMES: ReadonlySet<string> = new Set(['trace_id', 'span_id', 'trace_flags']);
const additions = createSlot<ActiveContext, Addition>();
let lastActive: ActiveContext | undefined;
let last: Addition | undefined;

/** Consecutive records mostly come from one context. */
export function additionOf(active: ActiveContext): Addition {
  if (active === lastActive) return last as Addition;
  let addition = additions.get(active);
  if (addition === undefined) {
    addition = new Addition(active);
    additions.set(active, addition);
  }
  lastActive = active;
  last = addition;
  return addition;
}

/** Contexts come again after others; their spans may be other ones then. */
const contextTexts = createSlot<PlainObject, readonly string[]>();

function textsOf(contextFields: PlainObject): readonly string[] {
  let texts = contextTexts.get(contextFields);
  if (texts === undefined) {
    texts = Object.keys(contextFields).map((name) => entryText(name, contextFields[name] as PlainValue));
    contextTexts.set(contextFields, texts);
  }
  return texts;
}

function entryText(name: string, value: PlainValue): string {
  return `${jsonString(name)}:${sortedJson(value)}`;
}

/** Contexts are many, combinations of names few; made-up ones must not grow the cache for ever. */
const MAX_COMBINATIONS = 256;
const combinations = new Map<string, Names>();
let lastNames: Names = { list: [], set: new Set() };

function namesOf(fields: PlainObject): Names {
  const list = Object.keys(fields);
  if (isSameList(list, lastNames.list)) return lastNames;
  const key = list.join('\n');
  let names = combinations.get(key);
  if (names === undefined) {
    names = { list, set: new Set(list) };
    if (combinations.size >= MAX_COMBINATIONS) combinations.clear();
    combinations.set(key, names);
  }
  lastNames = names;
  return names;
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}
