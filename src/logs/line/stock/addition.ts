import {
  createPlainObject,
  type PlainException,
  type PlainObject,
  type PlainValue,
} from '../../../core/plain.js';
import type { ActiveContext } from '../../record/active-context.js';
import { type Levels, severityOf } from '../../record/level.js';
import { safeContext } from '../../record/reserved.js';
import { getLinePreset } from '../presets/current.js';
import { type LinePreset, presetFields } from '../presets/line-preset.js';
import { flagsText } from '../structured-line.js';
import { sortedJson } from './sorted-json.js';

/** Names that contexts have in common; one object for all contexts with the same ones, as a key of caches. */
export interface Names {
  readonly list: readonly string[];
  readonly set: ReadonlySet<string>;
}

/**
 * What capturing adds to the infos of a context: its fields and those of the trace. A context's own field of a reserved
 * name is moved, as on the structured line.
 */
export class Addition {
  readonly names: Names;
  /** Of each field, in the order of the names' list. */
  readonly values: readonly PlainValue[];
  #fields: PlainObject | undefined;
  #texts: (string | undefined)[] | undefined;

  /** @param preset fields of a log preset, which come last and count more than the context's */
  constructor(active: ActiveContext, preset?: PlainObject) {
    const { spanContext } = active;
    const contextFields = active.contextFields && safeContext(active.contextFields);
    const values: PlainValue[] = [];
    const known = lastNames.list;
    let isKnown = true;
    for (const name in contextFields) {
      if (name !== known[values.length]) isKnown = false;
      values.push(contextFields[name] as PlainValue);
    }
    const ofContext = values.length;
    if (spanContext !== undefined) {
      const { traceId, spanId, traceFlags } = spanContext;
      if (known[ofContext] !== 'trace_id') isKnown = false;
      values.push(traceId, spanId, flagsText(traceFlags));
    }
    if (preset === undefined && isKnown && values.length === known.length) {
      this.names = lastNames;
      this.values = values;
    } else {
      const fields: PlainObject = Object.assign(createPlainObject(), contextFields);
      for (const [index, name] of spanContext === undefined ? [] : TRACE_NAMES.entries())
        fields[name] = values[ofContext + index] as PlainValue;
      Object.assign(fields, preset);
      this.names = namesOf(fields);
      this.values = this.names.list.map((name) => fields[name] as PlainValue);
      this.#fields = fields;
    }
  }

  get isEmpty(): boolean {
    return this.values.length === 0;
  }

  get fields(): PlainObject {
    if (this.#fields === undefined) {
      const fields = createPlainObject();
      for (const [index, name] of this.names.list.entries()) fields[name] = this.values[index] as PlainValue;
      this.#fields = fields;
    }
    return this.#fields;
  }

  /** JSON text of the value of a field, by its place in the names' list. */
  text(index: number): string {
    this.#texts ??= new Array(this.values.length);
    let text = this.#texts[index];
    if (text === undefined) {
      text = sortedJson(this.values[index] as PlainValue);
      this.#texts[index] = text;
    }
    return text;
  }
}

const TRACE_NAMES = ['trace_id', 'span_id', 'trace_flags'] as const;

let lastActive: ActiveContext | undefined;
let lastPreset: LinePreset | undefined;
let lastSeverity = 0;
let last: Addition | undefined;

/** Consecutive records mostly come from one context. */
export function additionOf(active: ActiveContext, level: string, levels: Levels | undefined): Addition {
  const preset = getLinePreset();
  const severity = preset === undefined ? 0 : severityOf(level, levels).number;
  if (active !== lastActive || severity !== lastSeverity || preset !== lastPreset) {
    last = preset === undefined ? new Addition(active) : withPreset(active, preset, severity, undefined);
    lastActive = active;
    lastPreset = preset;
    lastSeverity = severity;
  }
  return last as Addition;
}

/** As {@link additionOf}, of an info with an Error, of which presets may have fields too. */
export function additionWithException(
  active: ActiveContext,
  level: string,
  levels: Levels | undefined,
  exception: PlainException,
): Addition {
  const preset = getLinePreset();
  return preset?.hasStack
    ? withPreset(active, preset, severityOf(level, levels).number, exception)
    : additionOf(active, level, levels);
}

function withPreset(
  active: ActiveContext,
  preset: LinePreset,
  severityNumber: number,
  exception: PlainException | undefined,
): Addition {
  const { traceId, spanId } = active.spanContext ?? {};
  return new Addition(active, presetFields(preset, { severityNumber, exception, traceId, spanId }));
}

/** Contexts are many, combinations of names few; made-up ones must not grow the cache for ever. */
const MAX_COMBINATIONS = 256;
const combinations = new Map<string, Names>();
let lastNames: Names = { list: [], set: new Set() };

function namesOf(fields: PlainObject): Names {
  const list = Object.keys(fields);
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
