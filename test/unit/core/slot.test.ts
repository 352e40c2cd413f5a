import { createSlot } from '../../../src/core/slot.js';

test('keeps a value with an object, unseen', () => {
  const slot = createSlot<object, number>();
  const owner = { name: 'owner' };
  expect(slot.get(owner)).toBeUndefined();
  slot.set(owner, 1);
  slot.set(owner, 2);
  expect(slot.get(owner)).toBe(2);
  expect(Reflect.ownKeys(owner)).toEqual(['name']);
  expect(JSON.stringify({ ...owner })).toBe('{"name":"owner"}');
});

test('slots and owners do not see each other', () => {
  const one = createSlot<object, string>();
  const other = createSlot<object, string>();
  const owner = {};
  one.set(owner, 'one');
  expect(other.get(owner)).toBeUndefined();
  expect(one.get({})).toBeUndefined();
});

test('a frozen object and one without a prototype can have a value', () => {
  const slot = createSlot<object, boolean>();
  for (const owner of [Object.freeze({}), Object.create(null) as object]) {
    slot.set(owner, true);
    expect(slot.get(owner)).toBe(true);
  }
});
