import { createPlainObject, type PlainValue } from '../plain.js';
import { MORE, UNREADABLE } from './markers.js';
import type { ListKind, Walk } from './walk.js';

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
    const isHidden =
      typeof before === 'string' &&
      (kind !== 'flat-pairs' || index % 2 === 1) &&
      walk.hidesItem(before, item, kind);
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
export function renderMap(walk: Walk, source: Map<unknown, unknown>): PlainValue {
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
    ? mapObject(walk, entries as [string, unknown][], source.size)
    : mapPairs(walk, entries, source.size);
}

function mapObject(walk: Walk, entries: [string, unknown][], size: number): PlainValue {
  const fields = createPlainObject();
  let shown = 0;
  for (const [key, value] of entries) {
    if (walk.spent) break;
    fields[walk.place(fields, key)] = walk.field(key, value);
    shown++;
  }
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
