import { createPlainObject, type PlainValue } from '../plain.js';
import { isTelling, type ListKind } from '../redact/beside.js';
import { MORE, UNREADABLE } from './markers.js';
import type { Walk } from './walk.js';

/** Arrays and typed arrays; the holes of sparse ones are null. A secret may be told by the item before it. */
export function renderList(walk: Walk, source: ArrayLike<unknown>, kind: ListKind = 'values'): PlainValue[] {
  const { length } = source;
  const items: PlainValue[] = [];
  let before: unknown;
  for (let index = 0; index < length; index++) {
    if (walk.spent) {
      items.push(`[+${length - index} items]`);
      break;
    }
    let item: unknown;
    try {
      item = source[index];
    } catch {
      item = UNREADABLE;
    }
    const isHidden = typeof before === 'string' && walk.hidesItem(kind, index, before, item);
    items.push(isHidden ? walk.mask : walk.value(item, ''));
    before = item;
  }
  return items;
}

export function renderSet(walk: Walk, source: Set<unknown>): PlainValue[] {
  const iterator = Set.prototype.values.call(source);
  const items: PlainValue[] = [];
  for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
    if (walk.spent) {
      items.push(`[+${source.size - items.length} items]`);
      break;
    }
    items.push(walk.value(next.value, ''));
  }
  return items;
}

/** An object when all the keys shown are strings, otherwise a list of pairs. */
export function renderMap(walk: Walk, source: Map<unknown, unknown>, holder: string): PlainValue {
  const iterator = Map.prototype.entries.call(source);
  const entries: [unknown, unknown][] = [];
  let named = true;
  for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
    if (entries.length >= walk.left) break;
    const entry = next.value as [unknown, unknown];
    named &&= typeof entry[0] === 'string';
    entries.push(entry);
  }
  return named
    ? mapObject(walk, entries as [string, unknown][], source.size, holder)
    : mapPairs(walk, entries, source.size);
}

function mapObject(walk: Walk, entries: [string, unknown][], size: number, holder: string): PlainValue {
  const fields = createPlainObject();
  let shown = 0;
  for (const [key, value] of entries) {
    if (walk.spent) break;
    fields[walk.place(fields, key)] = walk.field(key, value);
    shown++;
  }
  if (entries.some(([key]) => isTelling(key))) walk.hideBeside(fields, holder);
  if (shown < size) fields[MORE] = `[+${size - shown} fields]`;
  return fields;
}

function mapPairs(walk: Walk, entries: [unknown, unknown][], size: number): PlainValue[] {
  const pairs: PlainValue[] = [];
  let shown = 0;
  for (const [key, value] of entries) {
    if (walk.spent) break;
    const name = walk.value(key, '');
    pairs.push([name, typeof key === 'string' ? walk.field(key, value) : walk.value(value, '')]);
    shown++;
  }
  if (shown < size) pairs.push(`[+${size - shown} items]`);
  return pairs;
}
